// What is the same in every iteration; zero is 0.
struct Parameters {
  i_step: f64,
  step: f64,
  a: f64,
  zero: u32,
}

// One tile's iterations: what is affine in the index, where they start; and how many.
struct Tile {
  i: f64,
  count: u32,
}

struct Accumulators {
  acc: f64,
}

// What a tile comes to.
struct Partials {
  acc: vec2<f64>,
  unsure: u32,
}

@group(0) @binding(0) var<storage, read> given: Parameters;
@group(0) @binding(1) var<storage, read> tiles: array<Tile>;
@group(0) @binding(2) var<storage, read_write> partials: array<Partials>;

// Tiles of one workgroup.
const SIDE_BY_SIDE = 1u;
var<workgroup> gathered: array<Partials, 64u * SIDE_BY_SIDE>;
var<private> zero: u32;

// Gives x: no compiler can see that zero is 0 and rearrange what is around it.
fn fence(x: f64) -> f64 {
  return select(x, f64(zero), zero != 0u);
}

// The loop's index.
fn position(start: f64, step: f64, offset: f64) -> f64 {
  return start + offset * step;
}

// Whether rare arguments are computed by a slow path; if not, one is noted, and its tile is run again with it.
override thorough: bool = false;
var<private> unsure: bool;

// x rounded to 53 - k bits for the factor 2^k + 1.
fn lanes_leading(x: f64, factor: f64) -> f64 {
  let product = x * factor;
  let rest = fence(product - x);
  return select(x, product - rest, abs(x) < 8.452712498170644e270lf);
}

fn lanes_is_negative(x: f64) -> bool {
  return bitcast<u32>(f32(x)) >> 31u != 0u;
}

fn lanes_copysign(x: f64, y: f64) -> f64 {
  return select(x, -x, lanes_is_negative(x) != lanes_is_negative(y));
}

// x cut to an integer, modulo 2^32; NaN and the infinities are 0.
fn lanes_to_i32(x: f64) -> i32 {
  let whole = trunc(x);
  let rest = whole - floor(whole * 2.3283064365386963e-10lf) * 4294967296.0lf;
  return bitcast<i32>(select(0u, u32(rest), rest >= 0.0lf && rest < 4294967296.0lf));
}

// cos, whatever the operands are.
fn lanes_cos_anywhere(x: f64) -> f64 {
  let t1 = round(x * 0.6366197723675814lf);
  let t2 = t1 * 9.920935791635221e-10lf;
  let t3 = x - t1 * 1.570796325802803lf;
  let t4 = fence(t3) - t2;
  let t5 = t1 * 5.17018297889025e-19lf - fence(fence(fence(t3) - fence(t4)) - t2);
  let t6 = fence(t4) - fence(t5);
  let t7 = fence(fence(fence(t4) - fence(t6)) - fence(t5)) - t1 * 2.9038559739793605e-28lf;
  let t8 = abs(x);
  let t9 = t8 >= 3.3810849992682576e+271lf;
  let t10 = select(t8, t8 * 5.327993384780537e-256lf, t9);
  let t11 = t10 >= 7.804371375789981e+143lf;
  let t12 = select(t10, t10 * 2.308244654446434e-128lf, t11);
  let t13 = select(select(5734161139222658.0lf, 4461702110328553.0lf, t9), 1465545334474430.0lf, t11);
  let t14 = select(select(5814151408469972.0lf, 8190251822055336.0lf, t9), 5835026907506289.0lf, t11);
  let t15 = select(select(7440259586542284.0lf, 6397593724909042.0lf, t9), 6776677510095004.0lf, t11);
  let t16 = select(select(5563773718881558.0lf, 8751785341853560.0lf, t9), 7069188010357663.0lf, t11);
  let t17 = select(select(2066796102992750.0lf, 5811081437509311.0lf, t9), 2595984518904818.0lf, t11);
  let t18 = select(select(2563573915284664.0lf, 3456741467624832.0lf, t9), 2831001892290551.0lf, t11);
  let t19 = select(select(55291115753100.0lf, 7180050975382879.0lf, t9), 4552804911380620.0lf, t11);
  let t20 = select(5098427330010289.0lf, 3195225570766134.0lf, t11);
  let t21 = t12 >= 1.1857109937901178e+80lf;
  let t22 = select(t12, t12 * 1.5192908393215678e-64lf, t21);
  let t23 = select(t15, t19, t21);
  let t24 = select(t16, t20, t21);
  let t25 = select(t17, select(1465545334474430.0lf, 4461702110328553.0lf, t11), t21);
  let t26 = select(t18, select(5835026907506289.0lf, 8190251822055336.0lf, t11), t21);
  let t27 = select(t19, select(6776677510095004.0lf, 6397593724909042.0lf, t11), t21);
  let t28 = select(t20, select(7069188010357663.0lf, 8751785341853560.0lf, t11), t21);
  let t29 = t22 >= 1.461501637330903e+48lf;
  let t30 = select(t22, t22 * 1.232595164407831e-32lf, t29);
  let t31 = select(select(t14, t18, t21), t24, t29);
  let t32 = select(t23, t25, t29);
  let t33 = select(t24, t26, t29);
  let t34 = select(t25, t27, t29);
  let t35 = t30 >= 1.6225927682921336e+32lf;
  let t36 = select(t30, t30 * 1.1102230246251565e-16lf, t35);
  let t37 = lanes_leading(t36, 134217729.0lf);
  let t38 = t36 - t37;
  let t39 = select(select(select(t13, t17, t21), t23, t29), t31, t35) * 1.1102230246251565e-16lf;
  let t40 = lanes_leading(t39, 134217729.0lf);
  let t41 = t39 - t40;
  let t42 = t36 * t39;
  let t43 = fence(fence(fence(t37 * t40 - t42) + t37 * t41) + t38 * t40) + t38 * t41;
  let t44 = select(t31, t32, t35) * 1.232595164407831e-32lf;
  let t45 = lanes_leading(t44, 134217729.0lf);
  let t46 = t44 - t45;
  let t47 = t36 * t44;
  let t48 = fence(fence(fence(t37 * t45 - t47) + t37 * t46) + t38 * t45) + t38 * t46;
  let t49 = select(t32, t33, t35) * 1.3684555315672042e-48lf;
  let t50 = lanes_leading(t49, 134217729.0lf);
  let t51 = t49 - t50;
  let t52 = t36 * t49;
  let t53 = fence(fence(fence(t37 * t50 - t52) + t37 * t51) + t38 * t50) + t38 * t51;
  let t54 = select(t33, t34, t35) * 1.5192908393215678e-64lf;
  let t55 = lanes_leading(t54, 134217729.0lf);
  let t56 = t54 - t55;
  let t57 = t36 * t54;
  let t58 = fence(fence(fence(t37 * t55 - t57) + t37 * t56) + t38 * t55) + t38 * t56;
  let t59 = select(t34, select(t26, t28, t29), t35) * 1.6867516709168837e-80lf;
  let t60 = t42 - round(t42 * 0.25lf) * 4.0lf;
  let t61 = fence(t43) - round(t43 * 0.25lf) * 4.0lf;
  let t62 = t47 - round(t47 * 0.25lf) * 4.0lf;
  let t63 = fence(fence(t60) + 24.0lf) - 24.0lf;
  let t64 = fence(fence(t61) + 24.0lf) - 24.0lf;
  let t65 = fence(fence(t62) + 24.0lf) - 24.0lf;
  let t66 = fence(fence(t48) + 24.0lf) - 24.0lf;
  let t67 = fence(t52 + 24.0lf) - 24.0lf;
  let t68 = fence(fence(fence(t63) + fence(t64)) + fence(t65)) + fence(t66);
  let t69 = fence(t68) + fence(t67);
  let t70 = round(t69);
  let t71 = fence(t60) - fence(t63);
  let t72 = fence(t61) - fence(t64);
  let t73 = fence(t62) - fence(t65);
  let t74 = fence(t48) - fence(t66);
  let t75 = t52 - fence(t67);
  let t76 = fence(t71) + fence(t72);
  let t77 = fence(t76) - fence(t71);
  let t78 = fence(fence(t71) - fence(fence(t76) - fence(t77))) + fence(fence(t72) - fence(t77));
  let t79 = fence(t76) + fence(t73);
  let t80 = fence(t79) - fence(t76);
  let t81 = fence(fence(t76) - fence(fence(t79) - fence(t80))) + fence(fence(t73) - fence(t80));
  let t82 = fence(fence(fence(t58) + t36 * t59) + fence(t78)) + fence(t81);
  let t83 = fence(t79) + fence(t74);
  let t84 = fence(t83) - fence(t79);
  let t85 = fence(fence(t79) - fence(fence(t83) - fence(t84))) + fence(fence(t74) - fence(t84));
  let t86 = fence(t83) + fence(t75);
  let t87 = fence(t86) - fence(t83);
  let t88 = fence(fence(t83) - fence(fence(t86) - fence(t87))) + fence(fence(t75) - fence(t87));
  let t89 = fence(t86) + fence(t53);
  let t90 = fence(t89) - fence(t86);
  let t91 = fence(fence(t86) - fence(fence(t89) - fence(t90))) + fence(fence(t53) - fence(t90));
  let t92 = fence(fence(fence(t82) + fence(t85)) + fence(t88)) + fence(t91);
  let t93 = fence(t89) + t57;
  let t94 = fence(t93) - fence(t89);
  let t95 = fence(fence(t89) - fence(fence(t93) - fence(t94))) + fence(t57 - fence(t94));
  let t96 = fence(t69) - t70;
  let t97 = fence(t96) + fence(t93);
  let t98 = fence(t97) - fence(t96);
  let t99 = fence(fence(t96) - fence(fence(t97) - fence(t98))) + fence(fence(t93) - fence(t98));
  let t100 = lanes_leading(t97, 134217729.0lf);
  let t101 = fence(t97) - t100;
  let t102 = 1.5707963267948966lf - 1.5707963407039642lf;
  let t103 = t97 * 1.5707963267948966lf;
  let t104 = fence(fence(t100 * 1.5707963407039642lf - t103) + t100 * t102) + t101 * 1.5707963407039642lf;
  let t105 = (fence(t99) + fence(fence(t92) + fence(t95))) * 1.5707963267948966lf;
  let t106 = fence(fence(t104) + t101 * t102) + fence(t97 * 6.123233995736766e-17lf + t105);
  let t107 = t103 + fence(t106);
  let t108 = lanes_copysign(1.0lf, x);
  let t109 = abs(x) < 16777216.0lf;
  let t110 = select(t107 * t108, t6, t109);
  let t111 = select((fence(t106) - fence(fence(t107) - t103)) * t108, t7, t109);
  let t112 = select(lanes_to_i32(t70 * t108), i32(t1), t109);
  let t113 = t110 * t110;
  let t114 = t113 * 0.5lf;
  let t115 = 1.0lf - t114;
  let t116 = (1.5895433289228515e-10lf * t113 + -2.5050734389256567e-8lf) * t113;
  let t117 = (t116 + 0.0000027557313538514234lf) * t113 + -0.00019841269829358528lf;
  let t118 = (t117 * t113 + 0.00833333333332184lf) * t113 + -0.1666666666666663lf;
  let t119 = (-1.1358749239915402e-11lf * t113 + 2.0875705396029103e-9lf) * t113;
  let t120 = (t119 + -2.755731421703886e-7lf) * t113 + 0.00002480158728900208lf;
  let t121 = (t120 * t113 + -0.0013888888888873342lf) * t113 + 0.041666666666666595lf;
  let t122 = fence(fence(1.0lf - fence(t115)) - t114) + fence(t113 * t113 * t121 - t110 * t111);
  let t123 = select(fence(t115) + fence(t122), t110 + fence(t113 * t110 * t118 + t111 * t115), !((t112 & 1) == 0));
  return select(t123, -t123, !(((t112 + 1) & 2) == 0));
}

fn lanes_cos(x: f64) -> f64 {
  if (!(abs(x) < 16777216.0lf)) {
    if (thorough) {
      return lanes_cos_anywhere(x);
    }
    unsure = true;
  }
  let t1 = round(x * 0.6366197723675814lf);
  let t2 = i32(t1);
  let t3 = t1 * 9.920935791635221e-10lf;
  let t4 = x - t1 * 1.570796325802803lf;
  let t5 = fence(t4) - t3;
  let t6 = t1 * 5.17018297889025e-19lf - fence(fence(fence(t4) - fence(t5)) - t3);
  let t7 = fence(t5) - fence(t6);
  let t8 = fence(fence(fence(t5) - fence(t7)) - fence(t6)) - t1 * 2.9038559739793605e-28lf;
  let t9 = t7 * t7;
  let t10 = t9 * 0.5lf;
  let t11 = 1.0lf - t10;
  let t12 = (1.5895433289228515e-10lf * t9 + -2.5050734389256567e-8lf) * t9;
  let t13 = (t12 + 0.0000027557313538514234lf) * t9 + -0.00019841269829358528lf;
  let t14 = (t13 * t9 + 0.00833333333332184lf) * t9 + -0.1666666666666663lf;
  let t15 = (-1.1358749239915402e-11lf * t9 + 2.0875705396029103e-9lf) * t9;
  let t16 = (t15 + -2.755731421703886e-7lf) * t9 + 0.00002480158728900208lf;
  let t17 = (t16 * t9 + -0.0013888888888873342lf) * t9 + 0.041666666666666595lf;
  let t18 = fence(fence(1.0lf - fence(t11)) - t10) + fence(t9 * t9 * t17 - t7 * t8);
  let t19 = select(fence(t11) + fence(t18), fence(t7) + fence(t9 * t7 * t14 + t8 * t11), !((t2 & 1) == 0));
  return select(t19, -t19, !(((t2 + 1) & 2) == 0));
}

// Adds two sums, each in two parts: the second holds what rounding took from the first.
fn add_partials(x: vec2<f64>, y: vec2<f64>) -> vec2<f64> {
  let sum = fence(x.x + y.x);
  let back = fence(sum - x.x);
  let lost = (x.x - fence(sum - back)) + (y.x - back);
  return vec2<f64>(sum, select(0.0lf, x.y + y.y + lost, abs(sum) < 1.0e308lf));
}

// One iteration of the loop: k counts from the start of the tile.
fn iterate(k: u32, tile: Tile, parameters: Parameters, running: Accumulators) -> Accumulators {
  let offset = f64(k);
  let i = position(tile.i, parameters.i_step, offset);
  let x = parameters.a + i * parameters.step;
  let result = lanes_cos(x);
  let acc2 = running.acc + result * parameters.step;
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
  var total = Partials(vec2<f64>(0.0lf, 0.0lf), 0u);
  for (var k = lane; k < tile.count; k += 64u) {
    let rest = iterate(k, tile, parameters, Accumulators(0.0lf));
    total.acc = add_partials(total.acc, vec2<f64>(rest.acc, 0.0lf));
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
