# Becomes the first process of a scratch machine: scratch-machine.sh ROOT SHARED, in namespaces of its own.
set -eu
root=$1 shared=$2
cd /
mount --make-rprivate /
mount -t tmpfs scratch "$root"
mkdir "$root/upper" "$root/work" "$root/machine"
mount -t overlay scratch -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" "$root/machine"
machine=$root/machine

mount -t proc proc "$machine/proc"
# The kernel's settings are the outer machine's.
mount --bind -o ro "$machine/proc/sys" "$machine/proc/sys"
mount -t tmpfs dev "$machine/dev"
for node in null zero full random urandom tty; do
  touch "$machine/dev/$node"
  mount --bind "/dev/$node" "$machine/dev/$node"
done
mkdir "$machine/dev/pts" "$machine/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$machine/dev/pts"
ln -s pts/ptmx "$machine/dev/ptmx"
for folder in run tmp dev/shm; do mount -t tmpfs $folder "$machine/$folder"; done
mount --bind "$shared" "$machine/mnt"
mount -t sysfs -o ro sys "$machine/sys"
mount -t tmpfs cgroup "$machine/sys/fs/cgroup"
mount -t cgroup2 cgroup "$machine/sys/fs/cgroup"
ip link set lo up

# What would reach for the outer machine's hardware and clock has nothing to do here.
for unit in systemd-modules-load systemd-udevd systemd-udev-trigger systemd-timesyncd systemd-random-seed; do
  ln -sf /dev/null "$machine/etc/systemd/system/$unit.service"
done

# Not chroot alone: services get mount namespaces of their own, for which the root must be a mount's.
cd "$machine"
pivot_root . .
umount -l .
exec env -i container=scratch PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  chroot . /lib/systemd/systemd --log-target=console --unit=basic.target
