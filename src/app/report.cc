#include "report/report.h"

#include "app/card_file.h"
#include "app/commands.h"
#include "base/check.h"
#include "base/files.h"
#include "base/json.h"
#include "report/card.h"

namespace tangram {
namespace {

std::string written(const Report& report, const std::string& format) {
  if (format == "md") return report_markdown(report);
  if (format == "csv") return report_csv(report);
  return report_html(report);
}

}  // namespace

int report_command(const ReportCommand& command, const Context& context) {
  const Store store = Store::open(find_run(context, command.run), Store::Mode::read);
  const Report report = make_report(store);
  const bool card = command.format == "card";
  std::filesystem::path out = command.out;
  if (out.empty())
    out =
        std::filesystem::path(store.path()).replace_extension(card ? "card.html" : command.format);
  const std::string text =
      card ? card_as_file(read_card(store), out, context) : written(report, command.format);
  std::error_code none;
  require(!std::filesystem::equivalent(out, store.path(), none),
          "--out {}: this is the store itself; give another file", out.string());
  write_file(out, text);
  if (context.json)
    print_json(json_object({{"report", json(out.string())},
                            {"format", json(command.format)},
                            {"bytes", json(static_cast<std::int64_t>(text.size()))},
                            {"units_done", json(static_cast<std::int64_t>(report.n_done))},
                            {"units", json(static_cast<std::int64_t>(report.n_units))}}));
  else
    print(out.string() + "\n");
  return kDone;
}

}  // namespace tangram
