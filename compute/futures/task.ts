/** Tasks are what all threads are given; executors call the reference by its short name. */
export {
  type AnyFunction,
  type Call,
  checkTask,
  isTask,
  MATH_MODULE,
  mathTask,
  type Portable,
  refuseUnshared,
  resolveTask,
  type Sendable,
  TASK,
  task,
  type TaskReference as Task,
} from "../threading/mod.ts";
