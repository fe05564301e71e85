(module
  ;; the loops of kernel, two iterations in each vector
  (memory (export "memory") 2 2)
  (data (i32.const 0)
    "\00\00\00\00\00\00\e0\3f" ;; 0.5
    "\00\00\00\00\00\00\08\40" ;; 3
    "\00\00\00\00\00\00\00\40" ;; 2
    "\00\00\00\00\00\00\f0\3f" ;; 1
    "\00\00\00\00\00\00\10\40" ;; 4
    "\00\00\00\00\00\00\18\40" ;; 6
    "\00\00\00\00\00\00\20\40" ;; 8
  )

  ;; for (const i of prange(1, n)) {
  ;;     const x = a + (b - a) * i / n;
  ;;     if (x < 0.5 && !flip) {
  ;;       low += Math.max(x, Math.floor(i / 3));
  ;;     } else {
  ;;       low -= x > 2 ? x : 1 / x;
  ;;       high *= x;
  ;;     }
  ;;   }
  (func $run0 (export "run0") (param $first f64) (param $count i32)
    (local $low v128) (local $high v128) (local $low_2 v128) (local $high_2 v128) (local $base v128)
    (local $length i32) (local $k i32) (local $b v128) (local $a v128) (local $n v128)
    (local $flip v128) (local $low.0 v128) (local $low.1 v128) (local $low.2 v128) (local $low.3 v128)
    (local $high.0 v128) (local $high.1 v128) (local $high.2 v128) (local $high.3 v128)
    (local $i.0 v128) (local $i.1 v128) (local $i.2 v128) (local $i.3 v128) (local $t.0 v128)
    (local $x.0 v128) (local $c v128) (local $mask.0 v128) (local $c_2 v128) (local $t_2.0 v128)
    (local $t_3.0 v128) (local $t_4.0 v128) (local $low_2.0 v128) (local $c_3 v128)
    (local $mask_2.0 v128) (local $c_4 v128) (local $t_5.0 v128) (local $low_3.0 v128)
    (local $high_2.0 v128) (local $t.1 v128) (local $x.1 v128) (local $mask.1 v128) (local $t_2.1 v128)
    (local $t_3.1 v128) (local $t_4.1 v128) (local $low_2.1 v128) (local $mask_2.1 v128)
    (local $t_5.1 v128) (local $low_3.1 v128) (local $high_2.1 v128) (local $c_5 v128) (local $t.2 v128)
    (local $x.2 v128) (local $mask.2 v128) (local $t_2.2 v128) (local $t_3.2 v128) (local $t_4.2 v128)
    (local $low_2.2 v128) (local $mask_2.2 v128) (local $t_5.2 v128) (local $low_3.2 v128)
    (local $high_2.2 v128) (local $c_6 v128) (local $t.3 v128) (local $x.3 v128) (local $mask.3 v128)
    (local $t_2.3 v128) (local $t_3.3 v128) (local $t_4.3 v128) (local $low_2.3 v128)
    (local $mask_2.3 v128) (local $t_5.3 v128) (local $low_3.3 v128) (local $high_2.3 v128)
    (local $c_7 v128) (local $whole i32) (local $offset v128) (local $inside v128) (local $i v128)
    (local $t_6.0 v128) (local $x_2.0 v128) (local $mask_3.0 v128) (local $t_7.0 v128)
    (local $t_8.0 v128) (local $t_9.0 v128) (local $low_4.0 v128) (local $mask_4.0 v128)
    (local $t_10.0 v128) (local $low_5.0 v128) (local $high_3.0 v128)
    ;; what it captures
    (local.set $b (v128.load64_splat offset=65536 (i32.const 0)))
    (local.set $a (v128.load64_splat offset=65544 (i32.const 0)))
    (local.set $n (v128.load64_splat offset=65552 (i32.const 0)))
    (local.set $flip (f64x2.ne (v128.load64_splat offset=65560 (i32.const 0)) (v128.const f64x2 0 0)))
    ;; constants, kept in registers
    (local.set $c (v128.load64_splat (i32.const 0))) ;; 0.5
    (local.set $c_2 (v128.load64_splat offset=8 (i32.const 0))) ;; 3
    (local.set $c_3 (v128.load64_splat offset=16 (i32.const 0))) ;; 2
    (local.set $c_4 (v128.load64_splat offset=24 (i32.const 0))) ;; 1
    (local.set $c_5 (v128.load64_splat offset=32 (i32.const 0))) ;; 4
    (local.set $c_6 (v128.load64_splat offset=40 (i32.const 0))) ;; 6
    (local.set $c_7 (v128.load64_splat offset=48 (i32.const 0))) ;; 8
    (local.set $low (v128.const f64x2 -0 -0))
    (local.set $high (v128.const f64x2 1 1))
    (local.set $base (f64x2.splat (local.get $first)))
    (local.set $length (local.get $count))
    (local.set $low_2 (v128.const f64x2 -0 -0))
    (local.set $high_2 (v128.const f64x2 1 1))
    (local.set $k (i32.const 0))
    ;; 8 iterations a turn
    (local.set $whole (i32.sub (local.get $length) (i32.rem_u (local.get $length) (i32.const 8))))
    (if
      (local.get $whole)
      (then
        (local.set $low.0 (v128.const f64x2 -0 -0))
        (local.set $low.1 (v128.const f64x2 -0 -0))
        (local.set $low.2 (v128.const f64x2 -0 -0))
        (local.set $low.3 (v128.const f64x2 -0 -0))
        (local.set $high.0 (v128.const f64x2 1 1))
        (local.set $high.1 (v128.const f64x2 1 1))
        (local.set $high.2 (v128.const f64x2 1 1))
        (local.set $high.3 (v128.const f64x2 1 1))
        (local.set $i.0 (f64x2.add (local.get $base) (v128.const f64x2 0 1)))
        (loop $turn
          (local.set $i.1 (f64x2.add (local.get $i.0) (local.get $c_3)))
          (local.set $i.2 (f64x2.add (local.get $i.0) (local.get $c_5)))
          (local.set $i.3 (f64x2.add (local.get $i.0) (local.get $c_6)))
          (local.set $t.0
            (f64x2.div (f64x2.mul (f64x2.sub (local.get $b) (local.get $a)) (local.get $i.0)) (local.get $n)))
          (local.set $t.1
            (f64x2.div (f64x2.mul (f64x2.sub (local.get $b) (local.get $a)) (local.get $i.1)) (local.get $n)))
          (local.set $t.2
            (f64x2.div (f64x2.mul (f64x2.sub (local.get $b) (local.get $a)) (local.get $i.2)) (local.get $n)))
          (local.set $t.3
            (f64x2.div (f64x2.mul (f64x2.sub (local.get $b) (local.get $a)) (local.get $i.3)) (local.get $n)))
          (local.set $x.0 (f64x2.add (local.get $a) (local.get $t.0)))
          (local.set $x.1 (f64x2.add (local.get $a) (local.get $t.1)))
          (local.set $x.2 (f64x2.add (local.get $a) (local.get $t.2)))
          (local.set $x.3 (f64x2.add (local.get $a) (local.get $t.3)))
          (local.set $mask.0
            (v128.and (f64x2.lt (local.get $x.0) (local.get $c)) (v128.not (local.get $flip))))
          (local.set $mask.1
            (v128.and (f64x2.lt (local.get $x.1) (local.get $c)) (v128.not (local.get $flip))))
          (local.set $mask.2
            (v128.and (f64x2.lt (local.get $x.2) (local.get $c)) (v128.not (local.get $flip))))
          (local.set $mask.3
            (v128.and (f64x2.lt (local.get $x.3) (local.get $c)) (v128.not (local.get $flip))))
          (local.set $t_2.0 (f64x2.floor (f64x2.div (local.get $i.0) (local.get $c_2))))
          (local.set $t_2.1 (f64x2.floor (f64x2.div (local.get $i.1) (local.get $c_2))))
          (local.set $t_2.2 (f64x2.floor (f64x2.div (local.get $i.2) (local.get $c_2))))
          (local.set $t_2.3 (f64x2.floor (f64x2.div (local.get $i.3) (local.get $c_2))))
          (local.set $t_3.0 (f64x2.pmax (local.get $x.0) (local.get $t_2.0)))
          (local.set $t_3.1 (f64x2.pmax (local.get $x.1) (local.get $t_2.1)))
          (local.set $t_3.2 (f64x2.pmax (local.get $x.2) (local.get $t_2.2)))
          (local.set $t_3.3 (f64x2.pmax (local.get $x.3) (local.get $t_2.3)))
          (local.set $t_4.0 (f64x2.pmax (local.get $t_2.0) (local.get $x.0)))
          (local.set $t_4.1 (f64x2.pmax (local.get $t_2.1) (local.get $x.1)))
          (local.set $t_4.2 (f64x2.pmax (local.get $t_2.2) (local.get $x.2)))
          (local.set $t_4.3 (f64x2.pmax (local.get $t_2.3) (local.get $x.3)))
          (local.set $low_2.0
            (f64x2.add
              (local.get $low.0)
              (v128.or
                (v128.and (local.get $t_3.0) (local.get $t_4.0))
                (f64x2.ne (local.get $t_3.0) (local.get $t_4.0)))))
          (local.set $low_2.1
            (f64x2.add
              (local.get $low.1)
              (v128.or
                (v128.and (local.get $t_3.1) (local.get $t_4.1))
                (f64x2.ne (local.get $t_3.1) (local.get $t_4.1)))))
          (local.set $low_2.2
            (f64x2.add
              (local.get $low.2)
              (v128.or
                (v128.and (local.get $t_3.2) (local.get $t_4.2))
                (f64x2.ne (local.get $t_3.2) (local.get $t_4.2)))))
          (local.set $low_2.3
            (f64x2.add
              (local.get $low.3)
              (v128.or
                (v128.and (local.get $t_3.3) (local.get $t_4.3))
                (f64x2.ne (local.get $t_3.3) (local.get $t_4.3)))))
          (local.set $mask_2.0 (f64x2.gt (local.get $x.0) (local.get $c_3)))
          (local.set $mask_2.1 (f64x2.gt (local.get $x.1) (local.get $c_3)))
          (local.set $mask_2.2 (f64x2.gt (local.get $x.2) (local.get $c_3)))
          (local.set $mask_2.3 (f64x2.gt (local.get $x.3) (local.get $c_3)))
          (local.set $t_5.0
            (v128.bitselect
              (local.get $x.0)
              (f64x2.div (local.get $c_4) (local.get $x.0))
              (local.get $mask_2.0)))
          (local.set $t_5.1
            (v128.bitselect
              (local.get $x.1)
              (f64x2.div (local.get $c_4) (local.get $x.1))
              (local.get $mask_2.1)))
          (local.set $t_5.2
            (v128.bitselect
              (local.get $x.2)
              (f64x2.div (local.get $c_4) (local.get $x.2))
              (local.get $mask_2.2)))
          (local.set $t_5.3
            (v128.bitselect
              (local.get $x.3)
              (f64x2.div (local.get $c_4) (local.get $x.3))
              (local.get $mask_2.3)))
          (local.set $low_3.0
            (v128.bitselect
              (local.get $low_2.0)
              (f64x2.sub (local.get $low.0) (local.get $t_5.0))
              (local.get $mask.0)))
          (local.set $low_3.1
            (v128.bitselect
              (local.get $low_2.1)
              (f64x2.sub (local.get $low.1) (local.get $t_5.1))
              (local.get $mask.1)))
          (local.set $low_3.2
            (v128.bitselect
              (local.get $low_2.2)
              (f64x2.sub (local.get $low.2) (local.get $t_5.2))
              (local.get $mask.2)))
          (local.set $low_3.3
            (v128.bitselect
              (local.get $low_2.3)
              (f64x2.sub (local.get $low.3) (local.get $t_5.3))
              (local.get $mask.3)))
          (local.set $high_2.0
            (v128.bitselect
              (local.get $high.0)
              (f64x2.mul (local.get $high.0) (local.get $x.0))
              (local.get $mask.0)))
          (local.set $high_2.1
            (v128.bitselect
              (local.get $high.1)
              (f64x2.mul (local.get $high.1) (local.get $x.1))
              (local.get $mask.1)))
          (local.set $high_2.2
            (v128.bitselect
              (local.get $high.2)
              (f64x2.mul (local.get $high.2) (local.get $x.2))
              (local.get $mask.2)))
          (local.set $high_2.3
            (v128.bitselect
              (local.get $high.3)
              (f64x2.mul (local.get $high.3) (local.get $x.3))
              (local.get $mask.3)))
          (local.set $low.0 (local.get $low_3.0))
          (local.set $low.1 (local.get $low_3.1))
          (local.set $low.2 (local.get $low_3.2))
          (local.set $low.3 (local.get $low_3.3))
          (local.set $high.0 (local.get $high_2.0))
          (local.set $high.1 (local.get $high_2.1))
          (local.set $high.2 (local.get $high_2.2))
          (local.set $high.3 (local.get $high_2.3))
          (local.set $i.0 (f64x2.add (local.get $i.0) (local.get $c_7)))
          (local.set $k (i32.add (local.get $k) (i32.const 8)))
          (br_if $turn (i32.lt_u (local.get $k) (local.get $whole)))
        )
        (v128.store offset=65616 (i32.const 0) (local.get $low.0))
        (v128.store offset=65632 (i32.const 0) (local.get $low.1))
        (v128.store offset=65648 (i32.const 0) (local.get $low.2))
        (v128.store offset=65664 (i32.const 0) (local.get $low.3))
        (v128.store offset=65680 (i32.const 0) (local.get $high.0))
        (v128.store offset=65696 (i32.const 0) (local.get $high.1))
        (v128.store offset=65712 (i32.const 0) (local.get $high.2))
        (v128.store offset=65728 (i32.const 0) (local.get $high.3))
        (local.set $low_2
          (f64x2.add
            (f64x2.add (v128.load offset=65616 (i32.const 0)) (v128.load offset=65632 (i32.const 0)))
            (f64x2.add (v128.load offset=65648 (i32.const 0)) (v128.load offset=65664 (i32.const 0)))))
        (local.set $high_2
          (f64x2.mul
            (f64x2.mul (v128.load offset=65680 (i32.const 0)) (v128.load offset=65696 (i32.const 0)))
            (f64x2.mul (v128.load offset=65712 (i32.const 0)) (v128.load offset=65728 (i32.const 0)))))
    ))
    ;; what remains, two iterations at a time, the last perhaps alone
    (if
      (i32.lt_u (local.get $k) (local.get $length))
      (then
        (loop $rest
          (local.set $offset
            (f64x2.add (f64x2.splat (f64.convert_i32_u (local.get $k))) (v128.const f64x2 0 1)))
          (local.set $inside
            (f64x2.lt (local.get $offset) (f64x2.splat (f64.convert_i32_u (local.get $length)))))
          (local.set $i (f64x2.add (local.get $base) (local.get $offset)))
          (local.set $t_6.0
            (f64x2.div (f64x2.mul (f64x2.sub (local.get $b) (local.get $a)) (local.get $i)) (local.get $n)))
          (local.set $x_2.0 (f64x2.add (local.get $a) (local.get $t_6.0)))
          (local.set $mask_3.0
            (v128.and (f64x2.lt (local.get $x_2.0) (local.get $c)) (v128.not (local.get $flip))))
          (local.set $t_7.0 (f64x2.floor (f64x2.div (local.get $i) (local.get $c_2))))
          (local.set $t_8.0 (f64x2.pmax (local.get $x_2.0) (local.get $t_7.0)))
          (local.set $t_9.0 (f64x2.pmax (local.get $t_7.0) (local.get $x_2.0)))
          (local.set $low_4.0
            (f64x2.add
              (local.get $low_2)
              (v128.or
                (v128.and (local.get $t_8.0) (local.get $t_9.0))
                (f64x2.ne (local.get $t_8.0) (local.get $t_9.0)))))
          (local.set $mask_4.0 (f64x2.gt (local.get $x_2.0) (local.get $c_3)))
          (local.set $t_10.0
            (v128.bitselect
              (local.get $x_2.0)
              (f64x2.div (local.get $c_4) (local.get $x_2.0))
              (local.get $mask_4.0)))
          (local.set $low_5.0
            (v128.bitselect
              (local.get $low_4.0)
              (f64x2.sub (local.get $low_2) (local.get $t_10.0))
              (local.get $mask_3.0)))
          (local.set $high_3.0
            (v128.bitselect
              (local.get $high_2)
              (f64x2.mul (local.get $high_2) (local.get $x_2.0))
              (local.get $mask_3.0)))
          (local.set $low_2 (v128.bitselect (local.get $low_5.0) (local.get $low_2) (local.get $inside)))
          (local.set $high_2 (v128.bitselect (local.get $high_3.0) (local.get $high_2) (local.get $inside)))
          (local.set $k (i32.add (local.get $k) (i32.const 2)))
          (br_if $rest (i32.lt_u (local.get $k) (local.get $length)))
        )
    ))
    (local.set $low (f64x2.add (local.get $low) (local.get $low_2)))
    (local.set $high (f64x2.mul (local.get $high) (local.get $high_2)))
    (f64.store offset=65568
      (i32.const 0)
      (f64.add (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low))))
    (f64.store offset=65576
      (i32.const 0)
      (f64.mul (f64x2.extract_lane 0 (local.get $high)) (f64x2.extract_lane 1 (local.get $high))))
  )

  ;; for (const i of prange(n)) sum += low * i * i;
  (func $run1 (export "run1") (param $first f64) (param $count i32)
    (local $sum v128) (local $sum_2 v128) (local $base v128) (local $length i32) (local $k i32)
    (local $low v128) (local $sum.0 v128) (local $sum.1 v128) (local $sum.2 v128) (local $sum.3 v128)
    (local $i.0 v128) (local $i.1 v128) (local $i.2 v128) (local $i.3 v128) (local $sum_2.0 v128)
    (local $c v128) (local $sum_2.1 v128) (local $c_2 v128) (local $sum_2.2 v128) (local $c_3 v128)
    (local $sum_2.3 v128) (local $c_4 v128) (local $whole i32) (local $offset v128) (local $inside v128)
    (local $i v128) (local $sum_3.0 v128)
    ;; what it captures
    (local.set $low (v128.load64_splat offset=65808 (i32.const 0)))
    ;; constants, kept in registers
    (local.set $c (v128.load64_splat offset=16 (i32.const 0))) ;; 2
    (local.set $c_2 (v128.load64_splat offset=32 (i32.const 0))) ;; 4
    (local.set $c_3 (v128.load64_splat offset=40 (i32.const 0))) ;; 6
    (local.set $c_4 (v128.load64_splat offset=48 (i32.const 0))) ;; 8
    (local.set $sum (v128.const f64x2 -0 -0))
    (local.set $base (f64x2.splat (local.get $first)))
    (local.set $length (local.get $count))
    (local.set $sum_2 (v128.const f64x2 -0 -0))
    (local.set $k (i32.const 0))
    ;; 8 iterations a turn
    (local.set $whole (i32.sub (local.get $length) (i32.rem_u (local.get $length) (i32.const 8))))
    (if
      (local.get $whole)
      (then
        (local.set $sum.0 (v128.const f64x2 -0 -0))
        (local.set $sum.1 (v128.const f64x2 -0 -0))
        (local.set $sum.2 (v128.const f64x2 -0 -0))
        (local.set $sum.3 (v128.const f64x2 -0 -0))
        (local.set $i.0 (f64x2.add (local.get $base) (v128.const f64x2 0 1)))
        (loop $turn
          (local.set $i.1 (f64x2.add (local.get $i.0) (local.get $c)))
          (local.set $i.2 (f64x2.add (local.get $i.0) (local.get $c_2)))
          (local.set $i.3 (f64x2.add (local.get $i.0) (local.get $c_3)))
          (local.set $sum_2.0
            (f64x2.add
              (local.get $sum.0)
              (f64x2.mul (f64x2.mul (local.get $low) (local.get $i.0)) (local.get $i.0))))
          (local.set $sum_2.1
            (f64x2.add
              (local.get $sum.1)
              (f64x2.mul (f64x2.mul (local.get $low) (local.get $i.1)) (local.get $i.1))))
          (local.set $sum_2.2
            (f64x2.add
              (local.get $sum.2)
              (f64x2.mul (f64x2.mul (local.get $low) (local.get $i.2)) (local.get $i.2))))
          (local.set $sum_2.3
            (f64x2.add
              (local.get $sum.3)
              (f64x2.mul (f64x2.mul (local.get $low) (local.get $i.3)) (local.get $i.3))))
          (local.set $sum.0 (local.get $sum_2.0))
          (local.set $sum.1 (local.get $sum_2.1))
          (local.set $sum.2 (local.get $sum_2.2))
          (local.set $sum.3 (local.get $sum_2.3))
          (local.set $i.0 (f64x2.add (local.get $i.0) (local.get $c_4)))
          (local.set $k (i32.add (local.get $k) (i32.const 8)))
          (br_if $turn (i32.lt_u (local.get $k) (local.get $whole)))
        )
        (v128.store offset=65856 (i32.const 0) (local.get $sum.0))
        (v128.store offset=65872 (i32.const 0) (local.get $sum.1))
        (v128.store offset=65888 (i32.const 0) (local.get $sum.2))
        (v128.store offset=65904 (i32.const 0) (local.get $sum.3))
        (local.set $sum_2
          (f64x2.add
            (f64x2.add (v128.load offset=65856 (i32.const 0)) (v128.load offset=65872 (i32.const 0)))
            (f64x2.add (v128.load offset=65888 (i32.const 0)) (v128.load offset=65904 (i32.const 0)))))
    ))
    ;; what remains, two iterations at a time, the last perhaps alone
    (if
      (i32.lt_u (local.get $k) (local.get $length))
      (then
        (loop $rest
          (local.set $offset
            (f64x2.add (f64x2.splat (f64.convert_i32_u (local.get $k))) (v128.const f64x2 0 1)))
          (local.set $inside
            (f64x2.lt (local.get $offset) (f64x2.splat (f64.convert_i32_u (local.get $length)))))
          (local.set $i (f64x2.add (local.get $base) (local.get $offset)))
          (local.set $sum_3.0
            (f64x2.add
              (local.get $sum_2)
              (f64x2.mul (f64x2.mul (local.get $low) (local.get $i)) (local.get $i))))
          (local.set $sum_2 (v128.bitselect (local.get $sum_3.0) (local.get $sum_2) (local.get $inside)))
          (local.set $k (i32.add (local.get $k) (i32.const 2)))
          (br_if $rest (i32.lt_u (local.get $k) (local.get $length)))
        )
    ))
    (local.set $sum (f64x2.add (local.get $sum) (local.get $sum_2)))
    (f64.store offset=65816
      (i32.const 0)
      (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))
  )
)
