// What is the same in every iteration; zero is 0.
struct Parameters {
  x_step: vec2f,
  step: vec2f,
  zero: u32,
}

// One tile's iterations: what is affine in the index, where they start; and how many.
struct Tile {
  x: vec2f,
  count: u32,
}

struct Accumulators {
  acc: vec2f,
}

// What a tile comes to.
struct Partials {
  acc: vec4f,
  unsure: u32,
}

@group(0) @binding(0) var<storage, read> given: Parameters;
@group(0) @binding(1) var<storage, read> tiles: array<Tile>;
@group(0) @binding(2) var<storage, read_write> partials: array<Partials>;

// Tiles of one workgroup.
const SIDE_BY_SIDE = 1u;
var<workgroup> gathered: array<Partials, 64u * SIDE_BY_SIDE>;
var<private> zero: u32;

// Whether fma rounds once on this device: a canary at the start tells.
override fused: bool = true;

// Gives x, rounded to f32: no compiler can see that zero is 0 and rearrange what is around it.
fn fence(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ zero);
}

// A sum in two parts, of a first that is the larger; infinities and NaN have no second part.
fn lanes_ordered_sum(high: f32, low: f32) -> vec2f {
  let sum = fence(high + low);
  let lost = low - fence(sum - high);
  return vec2f(sum, select(0.0, lost, abs(sum) <= 3.4028234e38));
}

// x + y exactly: the rounded sum, and what rounding took.
fn lanes_exact_sum(x: f32, y: f32) -> vec2f {
  let sum = fence(x + y);
  let part = fence(sum - x);
  return vec2f(sum, fence(x - fence(sum - part)) + fence(y - part));
}

// x * y exactly: the rounded product, and what rounding took, from products of 12 bits where fma rounds twice.
fn lanes_exact_product(x: f32, y: f32) -> vec2f {
  let product = fence(x * y);
  if (fused) {
    return vec2f(product, fma(x, y, -product));
  }
  let a = bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
  let b = bitcast<f32>(bitcast<u32>(y) & 0xfffff000u);
  let c = fence(x - a);
  let d = fence(y - b);
  return vec2f(product, fence(fence(fence(a * b - product) + a * d) + c * b) + c * d);
}

fn lanes_add(x: vec2f, y: vec2f) -> vec2f {
  let high = lanes_exact_sum(x.x, y.x);
  let low = lanes_exact_sum(x.y, y.y);
  let first = lanes_ordered_sum(high.x, select(0.0, high.y + low.x, abs(high.x) <= 3.4028234e38));
  return lanes_ordered_sum(first.x, low.y + first.y);
}

fn lanes_multiply(x: vec2f, y: vec2f) -> vec2f {
  let high = lanes_exact_product(x.x, y.x);
  let low = high.y + fma(x.x, y.y, x.y * y.x);
  return lanes_ordered_sum(high.x, select(0.0, low, abs(high.x) <= 3.4028234e38));
}

fn lanes_add_f32(x: vec2f, y: f32) -> vec2f {
  let high = lanes_exact_sum(x.x, y);
  return lanes_ordered_sum(high.x, select(0.0, high.y + x.y, abs(high.x) <= 3.4028234e38));
}

fn lanes_multiply_f32(x: vec2f, y: f32) -> vec2f {
  let high = lanes_exact_product(x.x, y);
  return lanes_ordered_sum(high.x, select(0.0, fma(x.y, y, high.y), abs(high.x) <= 3.4028234e38));
}

// start + offset * step.
fn position(start: vec2f, step: vec2f, offset: f32) -> vec2f {
  return lanes_add(start, lanes_multiply_f32(step, offset));
}

// Whether rare arguments are computed by a slow path; if not, one is noted, and its tile is run again with it.
override thorough: bool = false;
var<private> unsure: bool;

fn lanes_abs(x: vec2f) -> vec2f {
  return select(x, -x, bitcast<u32>(x.x) >> 31u != 0u);
}

fn lanes_less(x: vec2f, y: vec2f) -> bool {
  return x.x < y.x || (x.x == y.x && x.y < y.y);
}

// The product of two integers, high and low word.
fn lanes_multiply_wide(x: u32, y: u32) -> vec2u {
  let low = (x & 0xffffu) * (y & 0xffffu);
  let cross = (x >> 16u) * (y & 0xffffu) + (low >> 16u);
  let middle = (x & 0xffffu) * (y >> 16u) + (cross & 0xffffu);
  return vec2u((x >> 16u) * (y >> 16u) + (cross >> 16u) + (middle >> 16u), (middle << 16u) | (low & 0xffffu));
}

fn lanes_from_u32(x: u32) -> vec2f {
  return lanes_ordered_sum(f32(x >> 16u) * 65536.0, f32(x & 0xffffu));
}

// x less a multiple of pi/2, and that multiple, modulo four.
struct Turn {
  angle: vec2f,
  quadrant: u32,
}

// -x, of 128 bits, the first word the highest.
fn lanes_negative_words(x: vec4u) -> vec4u {
  let w = ~x.w + 1u;
  let z = ~x.z + select(0u, 1u, w == 0u);
  let y = ~x.y + select(0u, 1u, w == 0u && z == 0u);
  return vec4u(~x.x + select(0u, 1u, w == 0u && z == 0u && y == 0u), y, z, w);
}

fn lanes_add_words(x: vec4u, y: vec4u) -> vec4u {
  let w = x.w + y.w;
  let z = x.z + y.z;
  let carriedZ = z + select(0u, 1u, w < y.w);
  let y1 = x.y + y.y;
  let carryY = z < y.z || carriedZ < z;
  let carriedY = y1 + select(0u, 1u, carryY);
  let carryX = y1 < y.y || carriedY < y1;
  return vec4u(x.x + y.x + select(0u, 1u, carryX), carriedY, carriedZ, w);
}

// x 2/pi modulo four, in units of 2^-126: the significand times the 128 bits of 2/pi that matter.
fn lanes_turns(x: f32) -> vec4u {
  var digits = array<u32, 13>(0u, 0u, 0u, 0u, 0u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u,
    0x3c439041u, 0xfe5163abu, 0xdebbc561u);
  let bits = bitcast<u32>(x) & 0x7fffffffu;
  let significand = select((bits & 0x7fffffu) | 0x800000u, 0u, bits < 0x800000u);
  let first = min(bits >> 23u, 254u) + 8u;
  let word = first >> 5u;
  let left = first & 31u;
  var window = vec4u(digits[word], digits[word + 1u], digits[word + 2u], digits[word + 3u]);
  let more = vec4u(window.yzw, digits[word + 4u]);
  window = select(window, (window << vec4u(left)) | (more >> vec4u(32u - left)), left > 0u);
  let d = lanes_multiply_wide(significand, window.w);
  let c = lanes_multiply_wide(significand, window.z);
  let b = lanes_multiply_wide(significand, window.y);
  let z = c.y + d.x;
  let carriedZ = c.x + select(0u, 1u, z < d.x);
  let y = b.y + carriedZ;
  let carriedY = b.x + select(0u, 1u, y < carriedZ);
  let turns = vec4u(significand * window.x + carriedY, y, z, d.y);
  return select(turns, lanes_negative_words(turns), bitcast<u32>(x) >> 31u != 0u);
}

fn lanes_quarter_turn(x: vec2f) -> Turn {
  let turns = lanes_add_words(lanes_turns(x.x), lanes_turns(x.y));
  let quadrant = (turns.x + 0x20000000u) >> 30u;
  var rest = (turns << vec4u(2u)) | (vec4u(turns.yzw, 0u) >> vec4u(30u));
  let below = rest.x >> 31u != 0u;
  rest = select(rest, lanes_negative_words(rest), below);
  let low = lanes_add(lanes_from_u32(rest.y) * 5.421011e-20, lanes_from_u32(rest.z) * 1.2621775e-29);
  let fraction = lanes_add(lanes_from_u32(rest.x) * 2.3283064e-10, low);
  let size = lanes_multiply(fraction, vec2f(1.5707964, -4.371139e-8));
  let angle = select(size, -size, below);
  let isNumber = abs(x.x) <= 3.4028234e38;
  return Turn(select(vec2f(bitcast<f32>(0x7fc00000u ^ zero), 0.0), angle, isNumber), quadrant & 3u);
}

// x * y + z for a z that is no smaller than the product: where it isn't cancelled, 46 bits are right.
fn lanes_madd(x: vec2f, y: vec2f, z: vec2f) -> vec2f {
  let product = lanes_exact_product(x.x, y.x);
  let sum = lanes_exact_sum(z.x, product.x);
  let low = sum.y + (product.y + fma(x.x, y.y, fma(x.y, y.x, z.y)));
  return lanes_ordered_sum(sum.x, select(0.0, low, abs(sum.x) <= 3.4028234e38));
}

// sin of a small number.
fn lanes_sin_near(x: vec2f) -> vec2f {
  let t1 = vec2f(round(lanes_multiply(x, vec2f(0.31830987, 1.28412765e-8)).x), 0.0);
  let t2 = lanes_add(lanes_add(x, -lanes_exact_product(t1.x, 3.1415927)), -lanes_exact_product(t1.x, -8.742278e-8));
  let t3 = lanes_multiply_f32(vec2f(2.1125998e-23, 1.6956855e-31), t1.x);
  let t4 = lanes_add(lanes_add(t2, -lanes_exact_product(t1.x, -3.430249e-15)), -t3);
  let t5 = lanes_multiply(t4, t4);
  let t6 = vec2f(fma(vec2f(-7.3732806e-13, -1.3953467e-20).x, t5.x, vec2f(1.604809e-10, -3.622919e-18).x), 0.0);
  let t7 = lanes_madd(lanes_madd(t6, t5, vec2f(-2.505188e-8, 4.5703706e-16)), t5, vec2f(0.0000027557317, 2.7189775e-15));
  let t8 = lanes_madd(lanes_madd(t7, t5, vec2f(-0.0001984127, 2.8879236e-12)), t5, vec2f(0.008333334, -4.3466505e-10));
  let t9 = lanes_multiply(lanes_multiply(t5, t4), lanes_madd(t8, t5, vec2f(-0.16666667, 4.9670588e-9)));
  let t10 = lanes_add(t9, t4);
  return select(t10, -t10, !((i32(t1.x) & 1) == 0));
}

// cos of a small number.
fn lanes_cos_near(x: vec2f) -> vec2f {
  let t1 = lanes_add_f32(lanes_multiply(x, vec2f(0.31830987, 1.28412765e-8)), 0.5);
  let t2 = vec2f(round(t1.x), 0.0);
  let t3 = lanes_add_f32(t2, -0.5);
  let t4 = lanes_add(lanes_add(x, -lanes_multiply_f32(t3, 3.1415927)), -lanes_multiply_f32(t3, -8.742278e-8));
  let t5 = lanes_add(lanes_add(t4, -lanes_multiply_f32(t3, -3.430249e-15)), -lanes_multiply(t3, vec2f(2.1125998e-23, 1.6956855e-31)));
  let t6 = lanes_multiply(t5, t5);
  let t7 = vec2f(fma(vec2f(-7.3732806e-13, -1.3953467e-20).x, t6.x, vec2f(1.604809e-10, -3.622919e-18).x), 0.0);
  let t8 = lanes_madd(lanes_madd(t7, t6, vec2f(-2.505188e-8, 4.5703706e-16)), t6, vec2f(0.0000027557317, 2.7189775e-15));
  let t9 = lanes_madd(lanes_madd(t8, t6, vec2f(-0.0001984127, 2.8879236e-12)), t6, vec2f(0.008333334, -4.3466505e-10));
  let t10 = lanes_multiply(lanes_multiply(t6, t5), lanes_madd(t9, t6, vec2f(-0.16666667, 4.9670588e-9)));
  let t11 = lanes_add(t10, t5);
  return select(t11, -t11, !((i32(t2.x) & 1) == 0));
}

fn lanes_cos_anywhere(x: vec2f) -> vec2f {
  let turn = lanes_quarter_turn(x);
  let size = select(lanes_cos_near(turn.angle), lanes_sin_near(turn.angle), (turn.quadrant & 1u) != 0u);
  return select(size, -size, ((turn.quadrant + 1u) & 2u) != 0u);
}

fn lanes_cos(x: vec2f) -> vec2f {
  if (!lanes_less(lanes_abs(x), vec2f(2097152.0, 0.0))) {
    if (thorough) {
      return lanes_cos_anywhere(x);
    }
    unsure = true;
  }
  let t1 = lanes_add_f32(lanes_multiply(x, vec2f(0.31830987, 1.28412765e-8)), 0.5);
  let t2 = vec2f(round(t1.x), 0.0);
  let t3 = lanes_add_f32(t2, -0.5);
  let t4 = lanes_add(lanes_add(x, -lanes_multiply_f32(t3, 3.1415927)), -lanes_multiply_f32(t3, -8.742278e-8));
  let t5 = lanes_add(lanes_add(t4, -lanes_multiply_f32(t3, -3.430249e-15)), -lanes_multiply(t3, vec2f(2.1125998e-23, 1.6956855e-31)));
  let t6 = lanes_multiply(t5, t5);
  let t7 = vec2f(fma(vec2f(-7.3732806e-13, -1.3953467e-20).x, t6.x, vec2f(1.604809e-10, -3.622919e-18).x), 0.0);
  let t8 = lanes_madd(lanes_madd(t7, t6, vec2f(-2.505188e-8, 4.5703706e-16)), t6, vec2f(0.0000027557317, 2.7189775e-15));
  let t9 = lanes_madd(lanes_madd(t8, t6, vec2f(-0.0001984127, 2.8879236e-12)), t6, vec2f(0.008333334, -4.3466505e-10));
  let t10 = lanes_multiply(lanes_multiply(t6, t5), lanes_madd(t9, t6, vec2f(-0.16666667, 4.9670588e-9)));
  let t11 = lanes_add(t10, t5);
  return select(t11, -t11, !((i32(t2.x) & 1) == 0));
}

// Adds two sums, each in three parts: those after the first hold what rounding took from those before.
fn add_partials(x: vec4f, y: vec4f) -> vec4f {
  let high = lanes_exact_sum(x.x, y.x);
  let middle = lanes_exact_sum(x.y, y.y);
  let inner = lanes_exact_sum(high.y, middle.x);
  let sum = lanes_exact_sum(high.x, inner.x);
  let low = x.z + y.z + middle.y + inner.y;
  return select(vec4f(high.x, 0.0, 0.0, 0.0), vec4f(sum, low, 0.0), abs(high.x) <= 3.4028234e38);
}

// One iteration of the loop: k counts from the start of the tile.
fn iterate(k: u32, tile: Tile, parameters: Parameters, running: Accumulators) -> Accumulators {
  let offset = f32(k);
  let x = position(tile.x, parameters.x_step, offset);
  let result = lanes_cos(x);
  let acc2 = lanes_add(running.acc, lanes_multiply(result, parameters.step));
  return Accumulators(acc2);
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
  var total = Partials(vec4f(vec2f(0.0, 0.0), vec2f(0.0, 0.0)), 0u);
  for (var k = lane; k < tile.count; k += 64u) {
    let rest = iterate(k, tile, parameters, Accumulators(vec2f(0.0, 0.0)));
    total.acc = add_partials(total.acc, vec4f(rest.acc, vec2f(0.0, 0.0)));
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
