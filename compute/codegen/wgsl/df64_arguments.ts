/** Functions of pairs of f32 that have no formula: they need all of an argument's digits, however large it is. */

/**
 * x = (4 m + quadrant) pi/2 + angle (Payne and Hanek, SIGNUM 1983): of each part x 2/pi modulo four in fixed point, two
 * bits before the point and 126 after it. NaN for infinities.
 */
export const QUARTER_TURN = `// x less a multiple of pi/2, and that multiple, modulo four.
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
}`;

/**
 * The remainder of integers of 61 bits, by which the operands begin: bit for bit, the dividend's multiples by two are
 * taken and reduced. A pair's digits that lie further down are lost.
 */
export const REMAINDER =
  `// The first 61 bits of a positive number, low and high word; the exponent is the first part's.
fn lanes_significand(x: vec2f, exponent: i32) -> vec2u {
  let high = ((bitcast<u32>(x.x) & 0x7fffffu) | 0x800000u) << 5u;
  let bits = bitcast<u32>(x.y) & 0x7fffffffu;
  let digits = select((bits & 0x7fffffu) | 0x800000u, 0u, bits < 0x800000u);
  let shift = 37 - exponent + i32(bits >> 23u) - 127;
  let left = u32(clamp(shift, 0, 31));
  let right = u32(clamp(-shift, 0, 31));
  let low = vec2u((digits << left) >> right, select(0u, digits >> (32u - left), left > 0u));
  if (bitcast<u32>(x.y) >> 31u != 0u) {
    return vec2u(0u - low.x, high - low.y - select(0u, 1u, low.x > 0u));
  }
  return vec2u(low.x, high + low.y);
}

// x less y, if it isn't less than that.
fn lanes_reduce(x: vec2u, y: vec2u) -> vec2u {
  let less = x.y < y.y || (x.y == y.y && x.x < y.x);
  return select(vec2u(x.x - y.x, x.y - y.y - select(0u, 1u, x.x < y.x)), x, less);
}

fn lanes_rem(x: vec2f, y: vec2f) -> vec2f {
  let dividend = lanes_abs(x);
  let divisor = lanes_abs(y);
  if (lanes_is_nan(x) || lanes_is_nan(y) || dividend.x > 3.4028234e38 || divisor.x == 0.0) {
    return vec2f(bitcast<f32>(0x7fc00000u ^ zero), 0.0);
  }
  if (lanes_less(dividend, divisor)) {
    return x;
  }
  let exponent = lanes_exponent(divisor);
  let unit = lanes_significand(divisor, exponent);
  var k = lanes_exponent(dividend);
  var rest = lanes_reduce(lanes_reduce(lanes_significand(dividend, k), unit), unit);
  for (; k > exponent; k--) {
    rest = lanes_reduce(vec2u(rest.x << 1u, (rest.y << 1u) | (rest.x >> 31u)), unit);
  }
  let whole = lanes_add(lanes_from_u32(rest.y) * 4294967296.0, lanes_from_u32(rest.x));
  let half = (exponent - 60) >> 1u;
  return lanes_copysign(whole * lanes_power(half) * lanes_power(exponent - 60 - half), x);
}`;
