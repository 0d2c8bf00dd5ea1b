#!/bin/bash
# Boots the guest, runs one command in it and passes on the command's output and exit status.
#
#   run.sh [-t SECONDS] [-o FOLDER] [-d DENO] [-c PROCESSORS] -- COMMAND [ARGUMENT...]
#
#   -t  kill the guest after this time (default 300)
#   -o  the folder that the guest sees as /out, writable (default: a temporary one)
#   -d  the deno program to offer (default: the one on the PATH)
#   -c  processors of the guest (default 2; emulated, one alone does a quarter more for each second of the host's)
#
# The guest sees, at the host's paths: /usr, this repository, the folder of deno and deno's npm cache. The repository, and what
# Deno has made of it (.cache/deno, see boot.ts), are copies in its memory, because a start of Scrim opens hundreds of files.
# The command runs as root in the repository. Exit status 124: the guest did not report; its console is printed.
# Needs no root here. SCRIM_GUEST_ACCEL=kvm uses KVM (the default is emulation, which works everywhere).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
seconds=300 out='' deno='' processors=2

fail() {
  echo "run.sh: $*" >&2
  exit 64
}

while getopts t:o:d:c: option; do
  case $option in
    t) seconds=$OPTARG ;;
    o) out=$OPTARG ;;
    d) deno=$OPTARG ;;
    c) processors=$OPTARG ;;
    *) fail "usage: run.sh [-t SECONDS] [-o FOLDER] [-d DENO] [-c PROCESSORS] -- COMMAND [ARGUMENT...]" ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || fail "no command"

kernel=$(cat "$here/.cache/current" 2> /dev/null) || fail "the guest is not built; run tests/device/build.sh"
guest=$here/.cache/$kernel
command -v qemu-system-x86_64 > /dev/null || fail "qemu-system-x86_64 is missing"
deno=$(realpath "${deno:-$(command -v deno)}")
deno_cache=$("$deno" info --json | sed -n 's/^ *"npmCache": "\(.*\)",*$/\1/p')
[ -n "$deno_cache" ] || fail "$deno does not say where its npm cache is"

private=$(mktemp -d)
trap 'rm -rf "$private"' EXIT
[ -n "$out" ] || out=$private/out
mkdir -p "$out/etc" "$deno_cache"
out=$(realpath "$out")
rm -f "$out/status"

# One shared folder: a file system device for QEMU, and a line that tells init where to mount it.
shares=()
: > "$out/mounts"
share() { # MODE PATH
  local tag=share$((${#shares[@]} / 4))
  shares+=(-fsdev "local,id=$tag,path=$2,security_model=none,readonly=on,multidevs=remap"
    -device "virtio-9p-pci,fsdev=$tag,mount_tag=$tag")
  echo "$tag $1 $2" >> "$out/mounts"
}
share ro /usr
case $deno in /usr/*) ;; *) share ro "$(dirname "$deno")" ;; esac
share rw "$deno_cache"

# The initramfs, and behind it a second archive with the copies.
copies=$private/copies
mkdir -p "$copies/copied/deno"
(cd "$repository" && find . \( -name .git -o -name .cache \) -prune -o -print0 |
  cpio --quiet -0 -pdm "$copies/copied/repository")
[ ! -d "$here/.cache/deno" ] || cp -a "$here/.cache/deno" "$copies/copied/"
ln -sfn "$deno_cache" "$copies/copied/deno/npm"
cp "$guest/initrd.cpio" "$private/initrd"
(cd "$copies" && find . | cpio --quiet -o -H newc -R 0:0) >> "$private/initrd"
rm -rf "$copies"
echo "- copy $repository" >> "$out/mounts"

# Of /etc, programs need the loader's cache and the alternatives (ffmpeg's libraries go through those).
cp -a /etc/ld.so.cache /etc/alternatives "$out/etc/" 2> /dev/null || true
echo 'root:x:0:0:root:/root:/bin/bash' > "$out/etc/passwd"
# Without TZ, programs look through the whole time zone database for a name of their zone: seconds, over 9p.
{
  echo 'export TZ=UTC HOME=/root TMPDIR=/tmp LANG=C.UTF-8 NO_COLOR=1 DENO_NO_UPDATE_CHECK=1'
  echo 'export DENO_DIR=/copied/deno'
  printf 'export PATH=%q:/usr/local/bin:/usr/bin:/usr/sbin\n' "$(dirname "$deno")"
  printf 'cd %q || exit 125\n' "$repository"
  printf 'exec'
  printf ' %q' "$@"
  echo
} > "$out/command"

case ${SCRIM_GUEST_ACCEL:-tcg} in
  # Without memory protection keys: each time that V8 compiles, they would empty the emulated page tables.
  tcg) accelerator=(-accel tcg,thread=multi -cpu max,-pku) ;;
  kvm) accelerator=(-accel kvm -cpu host) ;;
  *) fail "SCRIM_GUEST_ACCEL is \"$SCRIM_GUEST_ACCEL\": tcg or kvm" ;;
esac

# The output port is a file and not stdio: with stdin at its end, stdio would block the guest's open().
timeout -k 5 "$seconds" qemu-system-x86_64 "${accelerator[@]}" \
  -machine q35 -smp "$processors" -m 3G -nodefaults -no-user-config -display none -no-reboot \
  -kernel "$guest/vmlinux" -initrd "$private/initrd" \
  -append "console=ttyS0 quiet panic=-1 loglevel=4 mitigations=off apparmor=0 nokaslr cryptomgr.notests \
no_timer_check tsc=reliable random.trust_cpu=on" \
  -serial "file:$out/console.log" \
  -device virtio-serial-pci -chardev file,id=output,path=/dev/stdout,append=on \
  -device virtserialport,chardev=output,name=output \
  -fsdev "local,id=out,path=$out,security_model=none" -device virtio-9p-pci,fsdev=out,mount_tag=out \
  "${shares[@]}" < /dev/null | cat || true

if [ ! -f "$out/status" ]; then
  echo "run.sh: the guest did not report within $seconds s; the end of its console:" >&2
  tail -n 40 "$out/console.log" >&2
  exit 124
fi
exit "$(cat "$out/status")"
