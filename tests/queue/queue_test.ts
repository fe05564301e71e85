import { LifoQueue, PriorityQueue, Queue } from "../../compute/queue/mod.ts";
import { testQueue } from "./conformance.ts";

testQueue(Queue, [3, 1, 2]);
testQueue(LifoQueue, [2, 1, 3]);
testQueue(PriorityQueue, [1, 2, 3]);
