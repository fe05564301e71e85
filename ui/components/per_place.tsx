import type { ComponentChildren } from "preact";
import { type Place, placesOf } from "../results/places.ts";
import type { ShownRun } from "../state/run.ts";

/** Something of each place that measured, side by side where there is room; named where there are two. */
export function PerPlace({ shown, children }: {
  readonly shown: ShownRun;
  readonly children: (place: Place) => ComponentChildren;
}) {
  const places = placesOf(shown);
  if (places.length === 1) return <>{children(places[0])}</>;
  return (
    <div class="places">
      {places.map((place) => (
        <section key={place.name} class="place" aria-label={place.name}>
          <h3>{place.name}</h3>
          {children(place)}
        </section>
      ))}
    </div>
  );
}
