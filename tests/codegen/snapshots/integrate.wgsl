// What is the same in every iteration; zero is 0.
struct Parameters {
  x_step: vec2f,
  zero: u32,
  step: f32,
}

// One tile's iterations: what is affine in the index, where they start; and how many.
struct Tile {
  x: vec2f,
  count: u32,
}

struct Accumulators {
  acc: f32,
}

// What a tile comes to.
struct Partials {
  acc: vec2f,
  unsure: u32,
}

@group(0) @binding(0) var<storage, read> given: Parameters;
@group(0) @binding(1) var<storage, read> tiles: array<Tile>;
@group(0) @binding(2) var<storage, read_write> partials: array<Partials>;

// Tiles of one workgroup.
const SIDE_BY_SIDE = 1u;
var<workgroup> gathered: array<Partials, 64u * SIDE_BY_SIDE>;
var<private> zero: u32;

// Gives x, rounded to f32: no compiler can see that zero is 0 and rearrange what is around it.
fn fence(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ zero);
}

// start + offset * step, rounded once: start is in two parts; what step lacks of its own, the second part makes up for.
fn position(start: vec2f, step: vec2f, offset: f32) -> f32 {
  return start.x + fma(offset, step.x, start.y);
}

// Whether rare arguments are computed by a slow path; if not, one is noted, and its tile is run again with it.
override thorough: bool = false;
var<private> unsure: bool;

// The product of two integers, high and low word.
fn lanes_multiply_wide(x: u32, y: u32) -> vec2u {
  let low = (x & 0xffffu) * (y & 0xffffu);
  let cross = (x >> 16u) * (y & 0xffffu) + (low >> 16u);
  let middle = (x & 0xffffu) * (y >> 16u) + (cross & 0xffffu);
  return vec2u((x >> 16u) * (y >> 16u) + (cross >> 16u) + (middle >> 16u), (middle << 16u) | (low & 0xffffu));
}

// The first word of two, shifted to the left together by less than 32.
fn lanes_shift_words(high: u32, low: u32, left: u32) -> u32 {
  return select(high, (high << left) | (low >> (32u - left)), left > 0u);
}

// As lanes_half_turns, for |x| >= 512: multiplies the significand by the 96 bits of 1/pi that aren't whole turns.
fn lanes_half_turns_far(x: f32, shift: f32) -> f32 {
  var digits = array<u32, 9>(0u, 0x517cc1b7u, 0x27220a94u, 0xfe13abe8u, 0xfa9a6ee0u, 0x6db14accu, 0x9e21c820u,
    0xff28b1d5u, 0xef5de2b0u);
  let bits = bitcast<u32>(x) & 0x7fffffffu;
  let significand = (bits & 0x7fffffu) | 0x800000u;
  let first = min(bits >> 23u, 254u) - 119u;
  let word = first >> 5u;
  let left = first & 31u;
  let window = vec3u(
    lanes_shift_words(digits[word], digits[word + 1u], left),
    lanes_shift_words(digits[word + 1u], digits[word + 2u], left),
    lanes_shift_words(digits[word + 2u], digits[word + 3u], left),
  );
  let low = lanes_multiply_wide(significand, window.z);
  let middle = lanes_multiply_wide(significand, window.y);
  var fraction = low.x + middle.y;
  let carry = select(0u, 1u, fraction < middle.y);
  var turns = significand * window.x + middle.x + carry;
  // x/pi modulo 2 is turns.fraction with one bit before the point; the sign of x comes back at the end.
  let negative = (bitcast<u32>(x) >> 31u) != 0u;
  turns = turns + select(0u, select(0x40000000u, 0xc0000000u, negative), shift != 0.0);
  let odd = ((turns + 0x40000000u) & 0x80000000u) != 0u;
  turns = (turns << 1u) | (fraction >> 31u);
  fraction = fraction << 1u;
  let below = (turns & 0x80000000u) != 0u;
  if (below) {
    fraction = ~fraction + 1u;
    turns = ~turns + select(0u, 1u, fraction == 0u);
  }
  let size = fma(f32(turns), 7.3145906e-10, f32(fraction) * 1.7030608e-19);
  let r = select(size, -size, (below != odd) != negative);
  return select(r, bitcast<f32>(0x7fc00000u ^ zero), bits >= 0x7f800000u);
}

// An r in [-pi/2, pi/2] with sin(r) = sin(x + shift * pi), for a shift of 0 or 1/2.
fn lanes_half_turns(x: f32, shift: f32) -> f32 {
  if (abs(x) >= 512.0) {
    if (thorough) {
      return lanes_half_turns_far(x, shift);
    }
    unsure = true;
  }
  let turns = round(fma(x, 0.31830987, shift));
  let whole = turns - shift;
  let near = fence(fma(whole, -3.1414794921875, x));
  let nearer = fence(fma(whole, -0.0001131594181060791, near));
  let r = fma(whole, -1.0780606e-14, fence(fma(whole, -1.9841763787553646e-09, nearer)));
  return bitcast<f32>(bitcast<u32>(r) ^ (u32(i32(turns)) << 31u));
}

// sin(r) for |r| <= pi/2.
fn lanes_sine(r: f32) -> f32 {
  let s = r * r;
  let p = fma(s, fma(s, fma(s, 2.6057805e-6, -0.00019809602), 0.0083330665), -0.1666666);
  return fma(r * s, p, r);
}

fn lanes_sin(x: f32) -> f32 {
  return lanes_sine(lanes_half_turns(x, 0.0));
}

fn lanes_cos(x: f32) -> f32 {
  return lanes_sine(lanes_half_turns(x, 0.5));
}

// Adds two sums, each in two parts: the second holds what rounding took from the first.
fn add_partials(x: vec2f, y: vec2f) -> vec2f {
  let sum = fence(x.x + y.x);
  let back = fence(sum - x.x);
  let lost = (x.x - fence(sum - back)) + (y.x - back);
  return vec2f(sum, select(0.0, x.y + y.y + lost, abs(sum) < 3.0e38));
}

// One iteration of the loop: k counts from the start of the tile.
fn iterate(k: u32, tile: Tile, parameters: Parameters, running: Accumulators) -> Accumulators {
  let offset = f32(k);
  let x = position(tile.x, parameters.x_step, offset);
  let result = lanes_cos(x);
  let acc2 = running.acc + result * parameters.step;
  return Accumulators(acc2);
}

// The tile, for iterations from first on: adds what the steps' first parts lack so far.
fn approach(tile: Tile, parameters: Parameters, first: u32) -> Tile {
  var near = tile;
  near.x.y = fma(f32(first), parameters.x_step.y, tile.x.y);
  return near;
}

fn combine(x: Partials, y: Partials) -> Partials {
  return Partials(add_partials(x.acc, y.acc), x.unsure | y.unsure);
}

@compute @workgroup_size(64, SIDE_BY_SIDE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  zero = given.zero;
  let parameters = given;
  let lane = local.x;
  let own = 64u * local.y + lane;
  let place = SIDE_BY_SIDE * group.x + local.y;
  let tile = tiles[place];
  let whole = tile.count - tile.count % 2048u;
  var total = Partials(vec2f(0.0, 0.0), 0u);
  for (var first = lane; first < whole; first += 2048u) {
    let near = approach(tile, parameters, first);
    var a = Accumulators(0.0);
    var b = Accumulators(0.0);
    var c = Accumulators(0.0);
    var d = Accumulators(0.0);
    for (var k = first; k < first + 2048u; k += 256u) {
      a = iterate(k, near, parameters, a);
      b = iterate(k + 64u, near, parameters, b);
      c = iterate(k + 128u, near, parameters, c);
      d = iterate(k + 192u, near, parameters, d);
    }
    total.acc = add_partials(total.acc, vec2f((a.acc + b.acc) + (c.acc + d.acc), 0.0));
  }
  let near = approach(tile, parameters, whole);
  for (var k = whole + lane; k < tile.count; k += 64u) {
    let rest = iterate(k, near, parameters, Accumulators(0.0));
    total.acc = add_partials(total.acc, vec2f(rest.acc, 0.0));
  }
  total.unsure = select(0u, 1u, unsure);
  gathered[own] = total;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      gathered[own] = combine(gathered[own], gathered[own + half]);
    }
  }
  if (lane == 0u) {
    partials[place] = gathered[own];
  }
}
