;; The plain recursion of game/numbers/exhaustive.ts, instruction by instruction, to know what WebAssembly is worth.
;; Memory: six numbers of 32 bits from 0 on; from 64 on a byte for each value, the fewest steps that made it.
(module
  (memory (export "memory") 1)

  ;; 0 where the operation is not allowed, or makes nothing new.
  (func $apply (param $op i32) (param $high i32) (param $low i32) (result i32)
    (if (i32.eqz (local.get $op)) (then (return (i32.add (local.get $high) (local.get $low)))))
    (if (i32.eq (local.get $op) (i32.const 1))
      (then
        (if (i32.eq (local.get $high) (i32.shl (local.get $low) (i32.const 1))) (then (return (i32.const 0))))
        (return (i32.sub (local.get $high) (local.get $low)))))
    (if (i32.eq (local.get $low) (i32.const 1)) (then (return (i32.const 0))))
    (if (i32.eq (local.get $op) (i32.const 2))
      (then (return (i32.mul (local.get $high) (local.get $low)))))
    (if (i32.rem_u (local.get $high) (local.get $low)) (then (return (i32.const 0))))
    (if (i32.eq (local.get $high) (i32.mul (local.get $low) (local.get $low))) (then (return (i32.const 0))))
    (i32.div_u (local.get $high) (local.get $low)))

  (func $combine (export "combine") (param $count i32) (param $steps i32) (param $limit i32)
    (local $i i32) (local $j i32) (local $x i32) (local $y i32) (local $high i32) (local $low i32)
    (local $op i32) (local $made i32)
    (loop $first
      (local.set $x (i32.load (i32.shl (local.get $i) (i32.const 2))))
      (local.set $j (i32.add (local.get $i) (i32.const 1)))
      (block $paired
        (loop $second
          (br_if $paired (i32.ge_u (local.get $j) (local.get $count)))
          (local.set $y (i32.load (i32.shl (local.get $j) (i32.const 2))))
          (block $same
            (if (i32.gt_u (local.get $j) (i32.add (local.get $i) (i32.const 1)))
              (then
                (br_if $same
                  (i32.eq
                    (local.get $y)
                    (i32.load (i32.shl (i32.sub (local.get $j) (i32.const 1)) (i32.const 2)))))))
            (local.set $high (select (local.get $x) (local.get $y) (i32.gt_u (local.get $x) (local.get $y))))
            (local.set $low (select (local.get $y) (local.get $x) (i32.gt_u (local.get $x) (local.get $y))))
            (i32.store
              (i32.shl (local.get $j) (i32.const 2))
              (i32.load (i32.shl (i32.sub (local.get $count) (i32.const 1)) (i32.const 2))))
            (local.set $op (i32.const 0))
            (loop $operation
              (local.set $made (call $apply (local.get $op) (local.get $high) (local.get $low)))
              (if (local.get $made)
                (then
                  (if (i32.le_u (local.get $made) (local.get $limit))
                    (then
                      (if (i32.lt_u (local.get $steps) (i32.load8_u offset=64 (local.get $made)))
                        (then (i32.store8 offset=64 (local.get $made) (local.get $steps))))))
                  (if (i32.gt_u (local.get $count) (i32.const 2))
                    (then
                      (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $made))
                      (call $combine
                        (i32.sub (local.get $count) (i32.const 1))
                        (i32.add (local.get $steps) (i32.const 1))
                        (local.get $limit))))))
              (local.set $op (i32.add (local.get $op) (i32.const 1)))
              (br_if $operation (i32.lt_u (local.get $op) (i32.const 4))))
            (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $x))
            (i32.store (i32.shl (local.get $j) (i32.const 2)) (local.get $y)))
          (local.set $j (i32.add (local.get $j) (i32.const 1)))
          (br $second)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $first (i32.lt_u (local.get $i) (local.get $count))))))
