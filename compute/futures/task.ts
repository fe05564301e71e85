/** Tasks are what all threads are given; executors call the reference by its short name. */
export {
  type AnyFunction,
  type Call,
  isTask,
  MATH_MODULE,
  mathTask,
  resolveTask,
  type Sendable,
  task,
  type TaskReference as Task,
} from "../threading/mod.ts";
