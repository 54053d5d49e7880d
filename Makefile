# Twofold: builds, tests, installs. `make help` lists the targets.
# Nothing here needs root; the JDK is found whatever `java` is first on the PATH.

PREFIX ?= /usr/local
DESTDIR ?=
MVN ?= mvn
MAVEN_FLAGS ?= -q -B -ntp

JDK := $(shell sh toolkit/src/dist/find-jdk.sh)
ifeq ($(JDK),)
ifneq ($(filter-out help clean,$(or $(MAKECMDGOALS),all)),)
$(error no JDK 25 found (see the line above))
endif
endif
export JAVA_HOME := $(JDK)

SOURCES := $(shell find pom.xml */pom.xml */src/main samples/kernel toolkit/src/dist -type f 2>/dev/null)
BUILT := build/built

.PHONY: all help demo debian test bench bench-cpu bench-boot bench-container install clean

all: $(BUILT) ## build dist/bin and dist/lib (the default)

$(BUILT): $(SOURCES) Makefile
	@command -v $(MVN) >/dev/null || { echo "Maven is needed: install the package maven." >&2; exit 1; }
	$(MVN) $(MAVEN_FLAGS) package dependency:copy-dependencies -DskipTests \
		-DincludeScope=runtime -DexcludeGroupIds=twofold -DoutputDirectory=$(CURDIR)/build/dependencies
	$(MVN) $(MAVEN_FLAGS) -N dependency:copy -Dartifact=info.picocli:picocli:4.7.7:jar:sources -DoutputDirectory=$(CURDIR)/build/sources
	sh toolkit/src/dist/make-dist.sh "$(JDK)"
	@touch $@

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

demo: all ## build what is needed, then run one image both ways and compare
	$(MAKE) --no-print-directory -C samples images
	dist/bin/compare --runs 3 samples/primes

debian: all ## make the Debian images (fetches packages through the host's apt)
	$(MAKE) --no-print-directory -C samples/debian

test: all ## run all tests and say what ran
	$(MVN) $(MAVEN_FLAGS:-q=) verify

bench: all ## measure us and the peers side by side
	sh samples/bench/bench.sh

bench-cpu: all ## kernels and Debian's programs against qemu-riscv64 (ONLY, LENGTH, RUNS: see samples/bench/cpu.sh)
	sh samples/bench/cpu.sh

bench-boot: all ## a Debian kernel's cold boot to a busybox command against qemu-system-riscv64 (RUNS)
	sh samples/bench/boot.sh

bench-container: all ## starts, system calls and idle containers against crun, podman, runsc and qemu-riscv64 (ONLY, RUNS, COUNT)
	sh samples/bench/container.sh

install: all ## install into PREFIX (default /usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/twofold"
	install -m 644 dist/lib/*.jar dist/lib/*.aot dist/lib/*.json "$(DESTDIR)$(PREFIX)/lib/twofold/"
	install -m 755 dist/lib/find-jdk.sh "$(DESTDIR)$(PREFIX)/lib/twofold/"
	for tool in dist/bin/*; do sed 's|/\.\./lib$$|/../lib/twofold|' "$$tool" > "$(DESTDIR)$(PREFIX)/bin/$${tool##*/}"; \
		chmod 755 "$(DESTDIR)$(PREFIX)/bin/$${tool##*/}"; done

clean: ## remove everything that was built
	rm -rf dist build */target
