import { closeBackends, jit, prange } from "../../compute/mod.ts";
import type { Lesson } from "./lesson.ts";

export const lesson: Lesson = {
  title: "jit",
  about: "The same loop compiled to WebAssembly at its first call, and run on all cores.",
  async run() {
    const integrate = jit((a: number, b: number, n: number) => {
      let acc = 0;
      const step = (b - a) / n;
      for (const i of prange(n)) {
        acc += Math.cos(a + i * step) * step;
      }
      return acc;
    }, { parallel: true, fastmath: true });
    const one = integrate(0, Math.PI / 2, 1000);
    const all = await integrate.run([0, Math.PI / 2, 1000]);
    await closeBackends();
    return [one.toFixed(12), all.toFixed(12)];
  },
};
