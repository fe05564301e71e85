import { render } from "preact";
import { App } from "./components/app.tsx";
import { followKeys } from "./keys.ts";
import { followAddress } from "./state/address.ts";
import { loadBrowser } from "./state/browser.ts";
import { loadMachine } from "./state/machine.ts";
import { resumeRun } from "./state/run.ts";
import { compileNow, followSource } from "./state/source.ts";
import { followTheme } from "./state/theme.ts";

followTheme();
followAddress();
compileNow();
followSource();
followKeys();
render(<App />, document.getElementById("app")!);
await Promise.all([loadMachine(), loadBrowser(), resumeRun()]);
