// Disks that do what disks do to people: they are read-only, full, slow, or fail.

/** A command line that makes mounts of its own and runs what follows. Needs no root where people may have user namespaces. */
function mounted(script, ...args) {
  const user = process.getuid() === 0 ? [] : ['--user', '--map-root-user'];
  return ['unshare', ...user, '--mount', '--', 'sh', '-c', `${script} && shift ${args.length - 1} && exec "$@"`, ...args];
}

/** What follows finds the directory, and all below it, on a file system that cannot be written to. */
export function readOnly(directory) {
  return mounted('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', directory);
}
