import { BackendIcon } from "../charts/backend_mark.tsx";
import { backends } from "../state/machine.ts";

/** What will happen, before anything has. */
export function Introduction() {
  return (
    <section class="panel results" aria-label="Comparison">
      <h2 class="verdict">Nothing is measured yet</h2>
      <p class="verdict-detail">
        Run computes the same sum in each of these ways on the server, and compares time and value with the first.
      </p>
      <dl class="introduction">
        {backends.value.map((backend) => (
          <div key={backend.name}>
            <dt>
              <BackendIcon backend={backend.name} />
              {backend.name}
            </dt>
            <dd>{backend.available ? backend.summary : <span class="muted">Not available: {backend.reason}</span>}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
