#!/bin/bash
# Builds the guest that the device tests run in: Debian's own kernel, its vivid driver and v4l2loopback, and a small
# initramfs. Everything comes from the Debian packages that apt knows; they are unpacked here, nothing is installed.
#
#   tests/device/build.sh [SUITE...]
#
# With suites (trixie, sid), also the v4l2loopback of those Debian releases, built for the same kernel.
# The result lies in .cache/KERNEL/: vmlinux, initrd.cpio, loopback/VERSION.ko, and OBS's v4l2 source, which reads what
# Scrim writes. A second run with the same suites only packs the initramfs again. Needs no root. The host tools are listed in packages.txt.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=$here/.cache
# What the guest can load, with all that these depend on. The first line is what init itself needs.
modules="virtio_pci virtio_console 9pnet_virtio 9p overlay
         videodev vivid"

fail() {
  echo "build.sh: $*" >&2
  exit 1
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null ||
      fail "\"$tool\" is missing; install the packages of tests/device/packages.txt"
  done
}

# The names that a package depends on.
depends() {
  apt-cache depends "$1" 2> /dev/null | sed -n 's/^ *Depends: //p'
}

# The kernel that apt would install today, or the one that was built before if apt knows nothing.
choose_kernel() {
  local image
  image=$(depends linux-image-amd64 | grep -m1 '^linux-image-' || true)
  if [ -n "$image" ]; then
    echo "${image#linux-image-}"
  elif [ -f "$cache/current" ]; then
    cat "$cache/current"
  else
    fail "apt knows no linux-image-amd64; run apt-get update"
  fi
}

# Downloads and unpacks the kernel, its headers and tools, v4l2loopback's source, a static busybox and OBS into ./pkg.
fetch_packages() {
  local headers=linux-headers-$kernel package
  mkdir debs pkg
  (
    cd debs
    # shellcheck disable=SC2046 # one package a word
    apt-get -qq -o APT::Sandbox::User="$(id -un)" download "linux-image-$kernel" "$headers" \
      $(depends "$headers") v4l2loopback-dkms busybox-static obs-studio
  ) || fail "apt-get could not download the packages of kernel $kernel"
  for package in debs/*.deb; do dpkg -x "$package" pkg; done
}

# Downloads v4l2loopback from other Debian suites into ./debs, with an apt configuration of its own.
fetch_loopback() { # SUITE...
  local site suite private=$PWD/apt
  [ $# -gt 0 ] || return 0
  site=$(apt-get indextargets --format '$(SITE)' 'Label: Debian' 'Created-By: Packages' | sed -n 1p)
  [ -n "$site" ] || fail "apt has no Debian archive to ask for $*"
  mkdir -p "$private"/{lists/partial,cache/archives/partial}
  for suite in "$@"; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site $suite main"
  done > "$private/sources.list"
  private_apt() {
    apt-get -qq -o Dir::State::lists="$private/lists" -o Dir::Cache="$private/cache" \
      -o Dir::Etc::sourcelist="$private/sources.list" -o Dir::Etc::sourceparts=/dev/null \
      -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)" "$@"
  }
  private_apt update || fail "apt-get cannot read the package lists of $*"
  for suite in "$@"; do
    (cd debs && private_apt download "v4l2loopback-dkms/$suite") ||
      fail "apt-get could not download v4l2loopback from $suite"
  done
}

# Compiles every v4l2loopback source in ./debs against the unpacked headers: ./loopback/VERSION.ko
build_loopback() {
  local headers=$PWD/pkg/usr/src/linux-headers-$kernel package source version
  # The header package names /usr/src, where nothing is installed.
  sed -i "s#/usr/src/#$PWD/pkg/usr/src/#" "$headers/Makefile"
  mkdir loopback
  for package in debs/v4l2loopback-dkms_*.deb; do
    rm -rf source
    dpkg -x "$package" source
    source=$(echo source/usr/src/v4l2loopback-*)
    [ -d "$source" ] || fail "$package holds no source"
    version=${source##*-}
    make -s -C "$headers" M="$PWD/$source" modules > make.log 2>&1 ||
      { cat make.log >&2; fail "v4l2loopback $version does not compile against $kernel"; }
    strip --strip-debug -o "loopback/$version.ko" "$source/v4l2loopback.ko"
  done
}

# The uncompressed kernel out of bzImage (fields setup_sects, payload_offset and payload_length of the x86 boot
# protocol). QEMU boots it directly, which without KVM saves half of the start-up time.
unpack_kernel() {
  local image=pkg/boot/vmlinuz-$kernel start
  field() { od -An -t"$1" -j"$2" -N"${1#u}" "$image" | tr -d ' '; }
  start=$((($(field u1 497) + 1) * 512 + $(field u4 584)))
  # What follows the compressed stream makes xz complain at the end; the ELF magic is the check.
  tail -c "+$((start + 1))" "$image" | head -c "$(field u4 588)" | xz -dc > vmlinux 2> /dev/null || true
  [ "$(head -c 4 vmlinux | tail -c 3)" = ELF ] || fail "cannot unpack $image: it is not compressed with xz"
}

# The modules with their dependencies, as paths below /lib/modules/KERNEL, in ./modules/.
collect_modules() {
  local tree=pkg/lib/modules/$kernel module
  pkg/bin/busybox depmod -b "$PWD/pkg" "$kernel"
  for module in $modules; do
    grep -E "/$module\.ko:" "$tree/modules.dep" || fail "kernel $kernel has no module $module"
  done | tr -d : | tr ' ' '\n' | sort -u > modules.list
  mkdir modules
  tar -C "$tree" -cf - -T modules.list modules.builtin | tar -C modules -xf -
}

# Our own small tools that run inside the guest, and the plugin that obs_reader runs.
build_tools() {
  local flags="-O2 -std=gnu17 -Wall -Wextra -Werror"
  mkdir -p tools
  # shellcheck disable=SC2086 # flags are words
  gcc-12 $flags -o tools/frame_watch "$here/guest/frame_watch.c"
  # shellcheck disable=SC2086
  gcc-12 $flags -o tools/naive_writer "$here/guest/naive_writer.c"
  # shellcheck disable=SC2086
  gcc-12 $flags -o tools/come_and_go "$here/guest/come_and_go.c"
  # shellcheck disable=SC2086
  gcc-12 $flags -rdynamic -o tools/obs_reader "$here/guest/obs_reader.c" -lobs -pthread
  cp linux-v4l2.so tools/
  # shellcheck disable=SC2086
  gcc-12 $flags -shared -fPIC -o tools/picky_camera.so "$here/guest/picky_camera.c"
}

# Packs init, busybox and the modules. Cheap, so it is done every time.
pack_initrd() {
  local root=$PWD/root
  rm -rf "$root"
  mkdir -p "$root"/{bin,dev,proc,sys,lib/modules}
  cp -r modules "$root/lib/modules/$kernel"
  cp -r loopback tools "$root/"
  cp busybox "$root/bin/"
  install -m 755 "$here/init" "$root/init"
  ./busybox depmod -b "$root" "$kernel"
  (cd "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) > initrd.cpio
  rm -rf "$root"
}

need apt-get apt-cache dpkg cpio gcc-12
kernel=$(choose_kernel)
mkdir -p "$cache"
contents="OBS, suites: $*"
if [ "$(cat "$cache/$kernel/complete" 2> /dev/null)" != "$contents" ]; then
  need make xz strip
  rm -rf "${cache:?}/$kernel"
  # The kernel's makefiles know no path with a space in it.
  work=$(TMPDIR=/var/tmp mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  echo "build.sh: building the guest for kernel $kernel"
  fetch_packages
  fetch_loopback "$@"
  build_loopback
  unpack_kernel
  collect_modules
  cp pkg/bin/busybox .
  cp pkg/usr/lib/*/obs-plugins/linux-v4l2.so .
  rm -rf debs pkg apt source make.log modules.list
  mkdir "$cache/$kernel"
  cp -r . "$cache/$kernel/"
  echo "$contents" > "$cache/$kernel/complete"
fi
cd "$cache/$kernel"
build_tools
pack_initrd
echo "$kernel" > "$cache/current"
echo "build.sh: ready: kernel $kernel, v4l2loopback $(cd loopback && echo ./*.ko | sed 's#\./##g; s#\.ko##g')"
