#include "store/export.h"

#include "app/commands.h"
#include "base/files.h"
#include "store/store.h"

namespace tangram {

int export_command(const ExportCommand& command, const Context& context) {
  const Store store = Store::open(find_run(context, command.run), Store::Mode::read);
  const std::string text =
      command.format == "canonical" ? export_canonical(store) : export_csv(store);
  if (command.out.empty())
    print(text);
  else
    write_file(command.out, text);
  return kDone;
}

}  // namespace tangram
