/** WGSL's keywords and reserved words that a kernel's names could meet, and the names that the shader uses itself. */
const TAKEN =
  ("alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let " +
    "loop override requires return struct switch true var while bool f16 f32 i32 u32 vec2 vec3 vec4 vec2f array atomic " +
    "ptr sampler texture NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become " +
    "cast catch class co_await co_return co_yield coherent column_major common compile compile_fragment concept " +
    "const_cast consteval constexpr constinit crate debugger decltype delete demote demote_to_helper do dynamic_cast " +
    "enum explicit export extends extern external fallthrough filter final finally friend from fxgroup get goto " +
    "groupshared highp impl implements import inline instanceof interface layout lowp macro macro_rules match mediump " +
    "meta mod module move mut mutable namespace new nil noexcept noinline nointerpolation non_coherent noncoherent " +
    "noperspective null nullptr of operator package packoffset partition pass patch pixelfragment precise precision " +
    "premerge priv protected pub public readonly ref regardless register reinterpret_cast require resource restrict " +
    "self set shared sizeof smooth snorm static static_assert static_cast std subroutine super target template this " +
    "thread_local throw trait try type typedef typeid typename typeof union unless unorm unsafe unsized use using " +
    "varying virtual volatile wgsl where with writeonly yield " +
    "abs atan2 bitcast ceil clamp cos exp floor fma log max min pow round select sin sqrt tan trunc " +
    "Accumulators Parameters Partials Tile main iterate fence position zero given parameters near tiles tile partials running thorough unsure turns MOST_TURNS finished lane own place local SIDE_BY_SIDE group index_low index_high offset k count")
    .split(" ");

/** Hands out WGSL identifiers, unique within one shader and close to the source's own. */
export class Names {
  readonly #taken = new Set(TAKEN);

  /**
   * @param wanted The source's name, if any; what WGSL can't spell is left out of it.
   * @param otherwise The name to start from where there is none.
   */
  unique(wanted: string | undefined, otherwise: string): string {
    const spelt = wanted?.replace(/[^A-Za-z0-9_]/g, "").replace(/^[^A-Za-z]+/, "").replace(/__+/g, "_").slice(0, 40);
    const base = spelt || otherwise;
    let name = base;
    for (let k = 2; this.#taken.has(name) || name.startsWith("lanes_"); k++) {
      name = /\d$/.test(base) || name.startsWith("lanes_") ? `v_${base}_${k}` : `${base}${k}`;
    }
    this.#taken.add(name);
    return name;
  }
}
