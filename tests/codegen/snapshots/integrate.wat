(module
  ;; the loops of kernel, two iterations in each vector
  (memory (export "memory") 2 2)
  (data (i32.const 0)
    "\00\00\00\00\00\00\00\40" ;; 2
    "\00\00\00\00\00\00\10\40" ;; 4
    "\00\00\00\00\00\00\18\40" ;; 6
    "\00\00\00\00\00\00\20\40" ;; 8
  )

  ;; for (const i of prange(n)) {
  ;;     acc += Math.sqrt(a + i * step) * step;
  ;;   }
  (func $run0 (export "run0") (param $first f64) (param $count i32)
    (local $acc v128) (local $acc_2 v128) (local $base v128) (local $length i32) (local $k i32)
    (local $step v128) (local $a v128) (local $acc.0 v128) (local $acc.1 v128) (local $acc.2 v128)
    (local $acc.3 v128) (local $i.0 v128) (local $i.1 v128) (local $i.2 v128) (local $i.3 v128)
    (local $t.0 v128) (local $c v128) (local $t.1 v128) (local $c_2 v128) (local $t.2 v128)
    (local $c_3 v128) (local $t.3 v128) (local $c_4 v128) (local $whole i32) (local $offset v128)
    (local $inside v128) (local $i v128) (local $t_2.0 v128)
    ;; what it captures
    (local.set $step (v128.load64_splat offset=65536 (i32.const 0)))
    (local.set $a (v128.load64_splat offset=65544 (i32.const 0)))
    ;; constants, kept in registers
    (local.set $c (v128.load64_splat (i32.const 0))) ;; 2
    (local.set $c_2 (v128.load64_splat offset=8 (i32.const 0))) ;; 4
    (local.set $c_3 (v128.load64_splat offset=16 (i32.const 0))) ;; 6
    (local.set $c_4 (v128.load64_splat offset=24 (i32.const 0))) ;; 8
    (local.set $acc (v128.const f64x2 -0 -0))
    (local.set $base (f64x2.splat (local.get $first)))
    (local.set $length (local.get $count))
    (local.set $acc_2 (v128.const f64x2 -0 -0))
    (local.set $k (i32.const 0))
    ;; 8 iterations a turn
    (local.set $whole (i32.sub (local.get $length) (i32.rem_u (local.get $length) (i32.const 8))))
    (if
      (local.get $whole)
      (then
        (local.set $acc.0 (v128.const f64x2 -0 -0))
        (local.set $acc.1 (v128.const f64x2 -0 -0))
        (local.set $acc.2 (v128.const f64x2 -0 -0))
        (local.set $acc.3 (v128.const f64x2 -0 -0))
        (local.set $i.0 (f64x2.add (local.get $base) (v128.const f64x2 0 1)))
        (loop $turn
          (local.set $i.1 (f64x2.add (local.get $i.0) (local.get $c)))
          (local.set $i.2 (f64x2.add (local.get $i.0) (local.get $c_2)))
          (local.set $i.3 (f64x2.add (local.get $i.0) (local.get $c_3)))
          (local.set $t.0
            (f64x2.sqrt (f64x2.add (local.get $a) (f64x2.mul (local.get $i.0) (local.get $step)))))
          (local.set $t.1
            (f64x2.sqrt (f64x2.add (local.get $a) (f64x2.mul (local.get $i.1) (local.get $step)))))
          (local.set $t.2
            (f64x2.sqrt (f64x2.add (local.get $a) (f64x2.mul (local.get $i.2) (local.get $step)))))
          (local.set $t.3
            (f64x2.sqrt (f64x2.add (local.get $a) (f64x2.mul (local.get $i.3) (local.get $step)))))
          (local.set $acc.0 (f64x2.add (local.get $acc.0) (f64x2.mul (local.get $t.0) (local.get $step))))
          (local.set $acc.1 (f64x2.add (local.get $acc.1) (f64x2.mul (local.get $t.1) (local.get $step))))
          (local.set $acc.2 (f64x2.add (local.get $acc.2) (f64x2.mul (local.get $t.2) (local.get $step))))
          (local.set $acc.3 (f64x2.add (local.get $acc.3) (f64x2.mul (local.get $t.3) (local.get $step))))
          (local.set $i.0 (f64x2.add (local.get $i.0) (local.get $c_4)))
          (local.set $k (i32.add (local.get $k) (i32.const 8)))
          (br_if $turn (i32.lt_u (local.get $k) (local.get $whole)))
        )
        (v128.store offset=65600 (i32.const 0) (local.get $acc.0))
        (v128.store offset=65616 (i32.const 0) (local.get $acc.1))
        (v128.store offset=65632 (i32.const 0) (local.get $acc.2))
        (v128.store offset=65648 (i32.const 0) (local.get $acc.3))
        (local.set $acc_2
          (f64x2.add
            (f64x2.add (v128.load offset=65600 (i32.const 0)) (v128.load offset=65616 (i32.const 0)))
            (f64x2.add (v128.load offset=65632 (i32.const 0)) (v128.load offset=65648 (i32.const 0)))))
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
          (local.set $t_2.0
            (f64x2.sqrt (f64x2.add (local.get $a) (f64x2.mul (local.get $i) (local.get $step)))))
          (local.set $acc_2
            (v128.bitselect
              (f64x2.add (local.get $acc_2) (f64x2.mul (local.get $t_2.0) (local.get $step)))
              (local.get $acc_2)
              (local.get $inside)))
          (local.set $k (i32.add (local.get $k) (i32.const 2)))
          (br_if $rest (i32.lt_u (local.get $k) (local.get $length)))
        )
    ))
    (local.set $acc (f64x2.add (local.get $acc) (local.get $acc_2)))
    (f64.store offset=65552
      (i32.const 0)
      (f64.add (f64x2.extract_lane 0 (local.get $acc)) (f64x2.extract_lane 1 (local.get $acc))))
  )
)
