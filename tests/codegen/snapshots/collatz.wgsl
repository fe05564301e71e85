// What is the same in every iteration; zero is 0.
struct Parameters {
  i_step: vec2f,
  zero: u32,
}

// One tile's iterations: what is affine in the index, where they start; and how many.
struct Tile {
  i: vec2f,
  count: u32,
}

struct Accumulators {
  most: f32,
}

// What a tile comes to.
struct Partials {
  most: vec2f,
  finished: u32,
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

// Turns of loops that one invocation may take; when it has, it stops, and its tile is run again in parts.
const MOST_TURNS = 1048576u;
var<private> turns: u32;

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

fn lanes_max(x: f32, y: f32) -> f32 {
  return select(max(x, y), x + y, lanes_is_nan(x) || lanes_is_nan(y));
}

fn max_partials(x: vec2f, y: vec2f) -> vec2f {
  return vec2f(lanes_max(x.x, y.x), 0.0);
}

// One iteration of the loop: k counts from the start of the tile.
fn iterate(k: u32, tile: Tile, parameters: Parameters, running: Accumulators) -> Accumulators {
  let offset = f32(k);
  let i = position(tile.i, parameters.i_step, offset);
  var x: f32 = i;
  var steps: f32 = 0.0;
  loop {
    turns += 1u;
    if (turns > MOST_TURNS || x == 1.0) {
      break;
    }
    let x2 = select(x * 3.0 + 1.0, x * 0.5, lanes_rem(x, 2.0) == 0.0);
    let steps2 = steps + 1.0;
    x = x2;
    steps = steps2;
  }
  let most2 = lanes_max(running.most, steps);
  return Accumulators(most2);
}

// The tile, for iterations from first on: adds what the steps' first parts lack so far.
fn approach(tile: Tile, parameters: Parameters, first: u32) -> Tile {
  var near = tile;
  near.i.y = fma(f32(first), parameters.i_step.y, tile.i.y);
  return near;
}

fn combine(x: Partials, y: Partials) -> Partials {
  return Partials(max_partials(x.most, y.most), x.finished & y.finished);
}

// Combines what two halves of the invocations gathered.
fn fold(lane: u32, own: u32, half: u32) {
  if (lane < half) {
    gathered[own] = combine(gathered[own], gathered[own + half]);
  }
}

@compute @workgroup_size(64, SIDE_BY_SIDE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  zero = given.zero;
  let parameters = given;
  let lane = local.x;
  let own = 64u * local.y + lane;
  let place = SIDE_BY_SIDE * group.x + local.y;
  let tile = tiles[place];
  var total = Partials(vec2f(bitcast<f32>(0xff800000u ^ zero), 0.0), 0u);
  var k = lane;
  loop {
    if (k >= tile.count || turns > MOST_TURNS) {
      total.finished = select(0u, 1u, turns <= MOST_TURNS);
      gathered[own] = total;
      break;
    }
    let near = approach(tile, parameters, k);
    let rest = iterate(k, near, parameters, Accumulators(bitcast<f32>(0xff800000u ^ zero)));
    total.most = max_partials(total.most, vec2f(rest.most, 0.0));
    k += 64u;
  }
  workgroupBarrier();
  fold(lane, own, 32u);
  workgroupBarrier();
  fold(lane, own, 16u);
  workgroupBarrier();
  fold(lane, own, 8u);
  workgroupBarrier();
  fold(lane, own, 4u);
  workgroupBarrier();
  fold(lane, own, 2u);
  workgroupBarrier();
  fold(lane, own, 1u);
  if (lane == 0u) {
    partials[place] = gathered[own];
  }
}
