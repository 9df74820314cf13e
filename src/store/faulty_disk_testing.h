#pragma once

namespace tangram::store_testing {

struct FaultyDisk {
  long fails_at = 1;       // the process is killed at this write or flush, counted from 1
  bool power_cut = false;  // before that, what was written since the last flush is lost
  double keep = 0;         // the share of it, oldest first, that stays: in [0, 1]
};

/// Puts a layer between SQLite and the system, for all that this process opens from now on:
/// at the given write a torn half of it reaches the file, and SIGKILL ends the process. For
/// a child process: there is no way back.
void install_faulty_disk(const FaultyDisk& disk);

}  // namespace tangram::store_testing
