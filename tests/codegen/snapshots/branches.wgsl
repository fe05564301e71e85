// What is the same in every iteration; zero is 0.
struct Parameters {
  x_step: vec2f,
  m_step: vec2f,
  d_step: vec2f,
  zero: u32,
  c: u32,
}

// One tile's iterations: what is affine in the index, where they start; and how many.
struct Tile {
  x: vec2f,
  m: vec2f,
  d: vec2f,
  count: u32,
}

struct Accumulators {
  low: f32,
  high: f32,
}

// What a tile comes to.
struct Partials {
  low: vec2f,
  high: vec2f,
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

fn lanes_copysign(x: f32, y: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(y) & 0x80000000u));
}

fn lanes_sign(x: f32) -> f32 {
  let size = bitcast<u32>(x) & 0x7fffffffu;
  return select(x, lanes_copysign(1.0, x), size > 0u && size <= 0x7f800000u);
}

fn lanes_is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn lanes_min(x: f32, y: f32) -> f32 {
  return select(min(x, y), x + y, lanes_is_nan(x) || lanes_is_nan(y));
}

fn lanes_rem(x: f32, y: f32) -> f32 {
  if (lanes_is_nan(x) || lanes_is_nan(y) || abs(x) > 3.4028234e38 || y == 0.0) {
    return bitcast<f32>(0x7fc00000u ^ zero);
  }
  if (abs(y) > abs(x)) {
    return x;
  }
  // Halved where the multiple of y nearest to x could leave the range; where half of y could, cut below instead.
  let unit = select(1.0, 0.5, abs(x) > 1.0e38 && abs(y) > 1.0e-30);
  let size = abs(y) * unit;
  var rest = abs(x) * unit;
  for (var step = 0u; step < 32u && abs(rest) >= size; step++) {
    // 2^126 times y, where the quotient by y itself would leave the range.
    let divisor = select(size, size * 8.5070592e37, abs(rest) * 1.1754944e-38 > size);
    let high = bitcast<f32>(bitcast<u32>(divisor) & 0xfffff000u);
    let quotient = rest / divisor;
    let up = select(0x1000u, 0u, abs(rest) > 1.0e38);
    let cut = bitcast<f32>((bitcast<u32>(quotient) + up) & 0xffffe000u);
    let multiple = select(round(quotient), cut, abs(quotient) > 1024.0);
    rest = fence(rest - multiple * high) - multiple * (divisor - high);
  }
  return lanes_copysign(select(rest, rest + size, rest < 0.0) / unit, x);
}

// Adds two sums, each in two parts: the second holds what rounding took from the first.
fn add_partials(x: vec2f, y: vec2f) -> vec2f {
  let sum = fence(x.x + y.x);
  let back = fence(sum - x.x);
  let lost = (x.x - fence(sum - back)) + (y.x - back);
  return vec2f(sum, select(0.0, x.y + y.y + lost, abs(sum) < 3.0e38));
}

// Multiplies two products, each x.x * 2^x.y: they may leave the range of f32.
fn multiply_partials(x: vec2f, y: vec2f) -> vec2f {
  let product = x.x * y.x;
  let bits = bitcast<u32>(product);
  let exponent = (bits >> 23u) & 0xffu;
  if (exponent == 0u || exponent == 0xffu) {
    return vec2f(product, x.y + y.y);
  }
  let mantissa = bitcast<f32>((bits & 0x807fffffu) | 0x3f800000u);
  return vec2f(mantissa, x.y + y.y + f32(exponent) - 127.0);
}

// One iteration of the loop: k counts from the start of the tile.
fn iterate(k: u32, tile: Tile, parameters: Parameters, running: Accumulators) -> Accumulators {
  let offset = f32(k);
  let x = position(tile.x, parameters.x_step, offset);
  var low4: f32;
  var high3: f32;
  if (x < 0.5 && parameters.c != 0u) {
    let t = lanes_rem(position(tile.m, parameters.m_step, offset), 3.0) == 0.0;
    let low2 = running.low + select(1.0, x, t);
    low4 = low2;
    high3 = running.high;
  } else {
    let t2 = select(1.0 / x, x * x, position(tile.d, parameters.d_step, offset) < 0.0);
    let low3 = running.low - t2;
    let high2 = running.high * x;
    low4 = low3;
    high3 = high2;
  }
  return Accumulators(low4, high3);
}

// The tile, for iterations from first on: adds what the steps' first parts lack so far.
fn approach(tile: Tile, parameters: Parameters, first: u32) -> Tile {
  var near = tile;
  near.x.y = fma(f32(first), parameters.x_step.y, tile.x.y);
  near.m.y = fma(f32(first), parameters.m_step.y, tile.m.y);
  near.d.y = fma(f32(first), parameters.d_step.y, tile.d.y);
  return near;
}

fn combine(x: Partials, y: Partials) -> Partials {
  return Partials(add_partials(x.low, y.low), multiply_partials(x.high, y.high));
}

@compute @workgroup_size(64, SIDE_BY_SIDE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  zero = given.zero;
  let parameters = given;
  let lane = local.x;
  let own = 64u * local.y + lane;
  let place = SIDE_BY_SIDE * group.x + local.y;
  let tile = tiles[place];
  let whole = tile.count - tile.count % 256u;
  var total = Partials(vec2f(0.0, 0.0), vec2f(1.0, 0.0));
  for (var first = lane; first < whole; first += 256u) {
    let near = approach(tile, parameters, first);
    var a = Accumulators(0.0, 1.0);
    var b = Accumulators(0.0, 1.0);
    var c = Accumulators(0.0, 1.0);
    var d = Accumulators(0.0, 1.0);
    for (var k = first; k < first + 256u; k += 256u) {
      a = iterate(k, near, parameters, a);
      b = iterate(k + 64u, near, parameters, b);
      c = iterate(k + 128u, near, parameters, c);
      d = iterate(k + 192u, near, parameters, d);
    }
    total.low = add_partials(total.low, vec2f((a.low + b.low) + (c.low + d.low), 0.0));
    total.high = multiply_partials(total.high, vec2f(a.high, 0.0));
    total.high = multiply_partials(total.high, vec2f(b.high, 0.0));
    total.high = multiply_partials(total.high, vec2f(c.high, 0.0));
    total.high = multiply_partials(total.high, vec2f(d.high, 0.0));
  }
  let near = approach(tile, parameters, whole);
  for (var k = whole + lane; k < tile.count; k += 64u) {
    let rest = iterate(k, near, parameters, Accumulators(0.0, 1.0));
    total.low = add_partials(total.low, vec2f(rest.low, 0.0));
    total.high = multiply_partials(total.high, vec2f(rest.high, 0.0));
  }
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
