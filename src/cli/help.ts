/** What `virtlab --help` prints. */
export const HELP = `virtlab: a virtualization teaching lab, without the editor

Usage:
  virtlab simulate SCENARIO.json [options]   run a scenario; "-" reads it from standard input

Options of simulate:
  --json          one line a migration, in the form of query-migrate of QEMU 7.2 (this is the default);
                  then one line a checkpoint or restore of a container, with the names of CRIU's stats
  --text          each migration in the form of "info migrate" of QEMU 7.2, without its list of globals,
                  then checkpoints and restores
  --trace FILE    write every event to FILE, one JSON object a line; "-" is standard output
  --until TIME    simulate until then, such as "90 s", whatever the scenario says
  --seed N        roll other dice than the scenario says

  -h, --help      print this
  -v, --version   print the version

Exit codes: 0 all went well; 1 the world refused a command, or a migration was not over at the end;
2 the command line or the scenario is wrong.
`;
