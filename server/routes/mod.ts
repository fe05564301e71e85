export { describeRoutes, refuseInvalid, refuseOtherMethods } from "./describe.ts";
export { machineRoutes } from "./machine.ts";
export { pageRoutes } from "./page.ts";
export { runRoutes } from "./runs.ts";
export { sourceRoutes } from "./source.ts";
