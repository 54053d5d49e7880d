# Expansion: parameters, quoting, globs, arithmetic, here-documents, functions.
a=hello b= ; unset c; echo "${a:-x} ${b:-x} ${c:-x} ${b-x} ${c-x} ${a:+y} ${b:+y} ${b+y} ${#a} ${a#he} ${a%lo} ${a##*l} ${a%%l*}"; echo "${c:=set} $c"; (echo "${d:?no d}") 2>/dev/null; echo $?
p=/usr/lib/x.tar.gz; echo "${p##*/} ${p%/*} ${p%%.*} ${p#*.} ${p/lib/bin} ${p//\//:} ${a:1:3} ${a:2}"
echo $((1+2*3)) $((7/2)) $((7%3)) $((1<<4)) $((0x1f)) $((010)) $((5>3)) $((!5)) $((a=5,a+1)) $((a++ + ++a)) $a $((-7/2)) $((2**3 + 1)) $((1?2:3)) $((~0)) $((9223372036854775807+1))
set -- 'one two' three "" four; echo $# "$1" $2; for w in "$@"; do echo "<$w>"; done; for w in $*; do echo "[$w]"; done; IFS=:; echo "$*"; x=a:b::c; for w in $x; do echo "($w)"; done; unset IFS; shift 2; echo "$# $*"
mkdir -p /tmp/gl; cd /tmp/gl; touch a1 a2 b1 .hid 'sp ace'; echo *; echo a?; echo [!a]*; echo .h*; echo nomatch*; echo "*"; echo \*; echo {a,b}1; for f in *; do echo "f:$f"; done; rm -r /tmp/gl; cd /tmp
cat <<X; cat <<'Y'; cat <<-Z
a=$a $(echo cmd) \$esc
X
a=$a $(echo cmd) \$esc
Y
	tab cut
Z
f() { local v=$1; echo "f $v $#"; return $2; }; f x 3; echo $?; f y; echo $?; g() { echo "$@"; }; g "a  b" c; h() { [ $1 -le 0 ] && return; echo $1; h $(($1-1)); }; h 3
case abc in a*) echo star;; abc) echo no;; esac; case x in [a-m]) echo 1;; [n-z]) echo 2;; esac; case "" in "") echo empty;; esac; case a in b|a) echo alt;; esac
i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done; until [ $i -eq 0 ]; do i=$((i-1)); [ $i = 1 ] && break; done; echo $i; eval 'echo ev$i'; echo "a\"b'c" 'd"e'; printf '%s|%5d|%-5s|%05.1f|%x|%c\n' str 42 ab 3.14159 255 xyz; printf '%b' 'a\tb\n'; echo "$(printf 'x\n\n\n')|"; read x y <<R
first second third
R
echo "$y/$x"; echo "$?$-" | tr -d 'a-z' ; type cd >/dev/null; echo $?; alias z='echo aliased'; command -v true >/dev/null; echo $?; test -n "" -o 1 -lt 2; echo $?; [ a = a -a b != c ]; echo $?; [ -d /tmp -a ! -f /tmp ]; echo $?; [ 5 -gt x ] 2>/dev/null; echo $?
