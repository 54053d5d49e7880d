#!/bin/sh
# Puts launchers, jars and AOT caches together in dist/. Usage: make-dist.sh JDK_HOME
set -eu
jdk=$1
here=toolkit/src/dist
lib=dist/lib
rm -rf dist build/picocli
mkdir -p dist/bin "$lib" build/picocli

cp "$here/find-jdk.sh" "$lib/"
for module in riscv toolkit assembler image-tool container-runner vm-runner compare; do
    cp "$module/target/$module.jar" "$lib/"
done
cp build/dependencies/*.jar "$lib/"

# picocli's published classes are of a version that the AOT cache passes over: the same source compiled anew starts much faster.
sources=$(ls build/sources/picocli-*-sources.jar)
"$jdk/bin/javac" -nowarn -proc:none --release 25 -encoding UTF-8 -d build/picocli \
    $(cd build/picocli && "$jdk/bin/jar" xf "../../$sources" && find . -name '*.java' ! -name module-info.java | sed 's|^\.|build/picocli|') 2>/dev/null
find build/picocli -name '*.java' -delete
rm -f "$lib"/picocli-*.jar
"$jdk/bin/jar" --create --date=2025-01-01T00:00:00Z --file "$lib/picocli.jar" -C build/picocli .

# A sealed package keeps the AOT cache from being used where the jar's path is spelled differently than in training: the same classes
# in a jar that does not seal them.
for sealed in "$lib"/xz-*.jar; do
    rm -rf build/unsealed
    mkdir -p build/unsealed
    (cd build/unsealed && "$jdk/bin/jar" xf "../../$sealed" && rm -f META-INF/MANIFEST.MF)
    "$jdk/bin/jar" --create --date=2025-01-01T00:00:00Z --file "$sealed" -C build/unsealed .
done

# Jars in a fixed order: the AOT cache wants the same class path that it was made with.
# Compiling what the training run compiled, before anything asks for it, costs a short command more than it gives.
exports="--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED"
short="-XX:+UseSerialGC -XX:-UsePerfData -XX:-AOTReplayTraining -XX:TieredStopAtLevel=1 $exports"
# A command that talks to a kernel is over before compiled code would pay, unless it goes on to carry a lot.
client="$short -XX:CompileThresholdScaling=30"

# How HotSpot is to treat translated code. Most of it lives in C1's code, which profiling made up to twice as slow; C2, which takes ten times as long, is
# for what runs often, and is not to bet on branches that are rare. Regions call each other and are not inlined; what else they call is.
tiers="-XX:-C1ProfileCalls -XX:-C1ProfileInlinedCalls -XX:-C1ProfileVirtualCalls -XX:-C1ProfileBranches -XX:-C1ProfileCheckcasts -XX:Tier3DelayOn=1000"
tiers="$tiers -XX:Tier4InvocationThreshold=60000 -XX:Tier4MinInvocationThreshold=7200 -XX:Tier4CompileThreshold=180000 -XX:Tier4BackEdgeThreshold=480000"
tiers="$tiers -XX:PerMethodTrapLimit=0 -XX:-DontCompileHugeMethods -XX:-ClipInlining -XX:+UseTransparentHugePages -XX:C1InlineStackLimit=20 -XX:CompileCommand=quiet"
for regions in Translated Enlarged; do
    tiers="$tiers -XX:CompileCommand=dontinline,twofold.riscv.translate.$regions*::run"
done
# What the translator writes is verified in the tests, not every time anew.
tiers="$tiers -XX:-BytecodeVerificationRemote"
# The translator waits until what it wrote is compiled, before the guest runs it; what is large and runs long, by both compilers.
printf "[{match: \"twofold/riscv/translate/Translated*.run\", c1: {BackgroundCompilation: false}},
{match: \"twofold/riscv/translate/Enlarged*.run\", BackgroundCompilation: false}]\n" > "$lib/translated.json"
for method in 'hart.Interpreter::*et' hart.CodePage::block hart.FetchUnit::block 'hart.JumpTable::*' memory.Tlb::entry memory.Tlb::number memory.Tlb::place 'memory.Frames::*At' \
    'semantics.HostFloat*::*' 'semantics.Integers::*' 'semantics.BitManipulation::*'; do
    tiers="$tiers -XX:CompileCommand=inline,twofold.riscv.$method"
done
# What is rare is not to be compiled anew wherever it is called.
for method in 'twofold.riscv.*::*Slow' twofold.riscv.hart.Dispatcher::notice twofold.riscv.hart.Dispatcher::declined twofold.riscv.hart.AtomicInstructions::execute; do
    tiers="$tiers -XX:CompileCommand=dontinline,$method"
done
# The translator itself is not worth C2, which finds more than a thousand nodes in most of its methods and then leaves them to C1.
for method in 'twofold.riscv.isa.*::*' 'twofold.riscv.translate.B*::*' 'twofold.riscv.translate.C*::*' 'twofold.riscv.translate.F*::*' 'twofold.riscv.translate.I*::*' \
    'twofold.riscv.translate.L*::*' 'twofold.riscv.translate.M*::*' 'twofold.riscv.translate.Re*::*' 'twofold.riscv.hart.Lowering::*' 'twofold.riscv.hart.RegionPlan*::*'; do
    tiers="$tiers -XX:CompileCommand=MaxNodeLimit,$method,1000"
done
# The container kernel is many small methods deep. C2 does not know how often one calls another, because C1 does not count that, and is to inline them all the same.
calls="-XX:MinInlineFrequencyRatio=0 -XX:InlineFrequencyRatio=0"
# What is new mostly dies young: a young generation of little more than the caches' size touches less of the host's memory, which costs more than collecting.
long="-XX:+UseSerialGC -XX:-UsePerfData -XX:-AOTReplayTraining -Xmn24m $tiers $exports"

# Each cache is made from a training run: what the arguments in the variables `train` and `trainclient` do, or --help where the first fails.
tool() { # name main flags jars...
    name=$1 main=$2 flags=$3
    shift 3
    classpath=
    for jar in "$@"; do
        file=$(cd "$lib" && ls $jar.jar 2>/dev/null | head -n 1)
        [ -n "$file" ] || file=$(cd "$lib" && ls $jar-[0-9]*.jar 2>/dev/null | head -n 1)
        [ -n "$file" ] && classpath="$classpath${classpath:+:}\$lib/$file"
    done
    sed -e "s|@LIB@|lib|; s|@JAVA@|$jdk/bin/java|; s|@TOOL@|$name|g; s|@MAIN@|$main|; s|@SHORT@|$short|; s|@CLIENT@|$client|; s|@LONG@|$long|; s|@CLASSPATH@|$classpath|" \
        "$here/launcher.sh" > "dist/bin/$name"
    chmod 755 "dist/bin/$name"
    # By its whole path: where that is not there when the tool runs, every class that is loaded looks for it in vain.
    full=$(printf '%s' "$classpath" | sed "s|\$lib|$PWD/dist/bin/../lib|g")
    for arguments in "$train" --help; do
        cache "$name" "$flags" "$arguments" && break
    done
    cache "$name-help" "$short" --help || true
    [ -z "$trainclient" ] || cache "$name-client" "$client -Dtwofold.bin=$PWD/dist/bin" "$trainclient" || true
    for kind in "" -help ${trainclient:+-client}; do
        [ -f "$lib/$name$kind.aot" ] || echo "make-dist.sh: no AOT cache for $name$kind; it will start more slowly" >&2
    done
}

cache() { # name flags arguments: makes one
    # shellcheck disable=SC2086
    "$jdk/bin/java" -XX:+UnlockDiagnosticVMOptions $2 -XX:AOTCacheOutput="$lib/$1.aot" -Xlog:disable -Xlog:all=off -cp "$full" "$main" $3 \
        >/dev/null 2>&1 </dev/null && [ -f "$lib/$1.aot" ] && return
    rm -f "$lib/$1.aot"
    return 1
}

# What the tools are trained on: a program, its image, its runs.
training=build/training
export TWOFOLD_HOME="$PWD/$training/store"
rm -rf "$training"
mkdir -p "$training/context"
for program in hello training; do
    printf 'FROM scratch\nCOPY %s /%s\nENTRYPOINT ["/%s"]\n' $program $program $program > "$training/context/Recipe.$program"
done
archives="commons-compress zstd-jni xz commons-io commons-lang3 commons-codec"

trainclient=
train="-o $training/context/hello samples/programs/hello.s"
tool assembler twofold.assembler.cli.Main "$short" assembler riscv toolkit picocli jackson-core
train="build -t hello -f $training/context/Recipe.hello $training/context"
tool image-tool twofold.image.cli.Main "$short" image-tool toolkit picocli jackson-core $archives container-runner riscv
dist/bin/assembler -o "$training/context/training" "$here/training.s"
dist/bin/image-tool build -q -t training -f "$training/context/Recipe.training" "$training/context" > /dev/null
train="kernel --train training"
trainclient="train training"
plain=$long
long="$long $calls"
tool container-runner twofold.container.cli.Main "$long" \
    container-runner riscv image-tool toolkit picocli jackson-core $archives jline-terminal jline-native
trainclient=
train="run --rm training"
# A machine's kernel boots for long enough to make use of it.
long=$(printf '%s' "$plain" | sed 's|-AOTReplayTraining|+AOTReplayTraining|')
tool vm-runner twofold.vm.cli.Main "$long" \
    vm-runner riscv image-tool toolkit picocli jackson-core $archives jline-terminal jline-native
# The same classes by another main class: the OCI runtime shares the cache.
sed "s|twofold.container.cli.Main|twofold.container.runtime.OciMain|" dist/bin/container-runner > dist/bin/container-runner-oci
chmod 755 dist/bin/container-runner-oci
train="--root $training/store --runs 1 hello"
tool compare twofold.compare.Main "$short" compare toolkit picocli jackson-core
