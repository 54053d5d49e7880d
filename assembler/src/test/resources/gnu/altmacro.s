# Macros between .altmacro and .noaltmacro. One case a line; each shows what its arguments became.
        .data
        .macro  words a b
        .ascii  "a b \a a& &a &a& xa a.b 1a 0xa a1 _a $a a-b@a \@ \(a b) \\a a\b \n"
        .ascii  "x & y x&y a & b a &&b"
        .ascii  " &&a|&&x|&&&a|a&&a|a&&&a|& a|&& a|3&&|x&&x|&3|&&3|&.|&"
        .byte   'a', 3a, 7 & 3, b && 3
a&b:    .byte   1
x&a:    .byte   &b
q\a\()z: .byte   'a', '\n'
        .endm
        .altmacro
        words   5 7
        .macro  show a b c d
        .ascii  "[a] [b] [c] [d]"
        .endm
        show    <a b, c>
        show    <a  +  b>
        show    <a , b ,  c>, <d>
        show    < a + b> c
        show    a - b , c -d
        show    a -d
        show    a ( b )
        show    (a) b
        show    (a) (b)
        show    <a b>, <c>
        show    'a' <'b'>
        show    a<b>c d
        show    ab<c d> e
        show    a,,b
        show    , b
        show    a, b,
        show
        show    a; show b
        show    <a<b>c!>d> <!<>, !!
        show    <a!!b> <a>b <>
        show    !a !<b !!
        show    <a!,b> a!,b
        show    a=1 b=2
        show    a% 4 %4
        show    %4 b %4%3 b
        show    %1 + 2, %-5, %(1<<40), %0x7fffffff+1
        show    a \b @c
        show    <a, %2*3
        .macro  strings a b
        .ascii  a
        .byte   b + 0
        .endm
        strings "abc"
        strings "a;b,c" 5
        strings "a!"!"b" 5
        strings "a b"<c  d> 5
        strings "a\"b" 5
        strings "x!!" %2+3
        .macro  numbers a:req b=<3> c:vararg
        .byte   a, b, c
        .endm
        numbers 1 2 3, 4, 'a' + 1
        .set    two, 2
        numbers %two*3, , 5
        numbers %two*3,, 5
here:   .word   1
there:  numbers %there-here, <two + 1> here == there
        .macro  unique a
        LOCAL   x, y z
        local   w
x:      .byte   a
\y:     .byte   x - \x
        .ascii  "x y z w \x local k"
z:      .byte   1; w: .byte 2
lab\@:  Local   t,
        .ascii  "t"
        local   p&q, r
        .ascii  "p q r"
        .endm
        unique  1
        unique  2
        .macro  outer p
        .macro  inner q
        .byte   p + q
        .ascii  "p q"
        .endm
        inner   1
        inner   <2>
        .purgem inner
        .endm
        outer   5
        outer   6
        .macro  each list:vararg
        LOCAL   x
        .irp    k, list
        .ascii  "k"
        .endr
x:      .irpc   c, list
        .ascii  "[c] x"
        .endr
        .endm
        each    <a,b>, %3+4, c d
        .irp    k, <a,b>, %3+4, c d
        .ascii  "[k] LOCAL x \k &k"
        .endr
        .irp    k, "str", "a b"
        .ascii  k
        .endr
        .irpc   k, a<b>c
        .ascii  "[k]"
        .endr
        .irpc   k, "ab"
        .ascii  "[k]"
        .endr
        .irpc   k, %12 b,c
        .ascii  "[k]"
        .endr
        .irp    k
        .ascii  "[k]"
        .endr
        .irpc   k,
        .ascii  "[k]"
        .endr
        .macro  defaults a=<x y>, c=%3+4 d=r e=<>
        .ascii  "a \a \c \d \e c d"
        .endm
        defaults
        .macro  down n
        .if     n
        .byte   n
        down    %n-1
        .endif
        .endm
        down    4
        .noaltmacro
        defaults
        show    <x>, %4
        .macro  plain a=<x b=%3+4
        .ascii  "[a \a \b \(a \b) \@]"
        .endm
        plain
        .irpc   k, a b
        .ascii  "[\k]"
        .endr
        .irp    k, <a, %1
        .ascii  "[\k]"
        .endr
        .altmacro
        plain   <p>
