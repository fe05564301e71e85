export { answerFailure, answerFailures, SEND_JSON } from "./failures.ts";
export { securityHeaders, WORKER_POLICY } from "./headers.ts";
export { checkOrigin, type OriginOptions } from "./origin.ts";
export { limitRate, type Rate, RateLimiter } from "./rate_limit.ts";
