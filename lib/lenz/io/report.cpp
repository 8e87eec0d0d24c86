#include "lenz/io/report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/html.hpp"
#include "lenz/io/inline_svg.hpp"
#include "lenz/io/progress_line.hpp"
#include "lenz/io/report_parts.hpp"

namespace lenz::io {

namespace {

std::string title_of(const RunResult& result) {
  return escape_html(result.title.empty() ? "A run of the task " + result.task : result.title);
}

/// "energy" -> "Energy".
std::string heading_of(const std::string& name) {
  std::string text = name;
  std::replace(text.begin(), text.end(), '_', ' ');
  if (name == "autocorrelation") text = "autocorrelation functions";
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string badge(const char* style, const std::string& text) {
  return fmt::format("<li class=\"badge {}\">{}</li>\n", style, escape_html(text));
}

std::string badges(const RunResult& result, const ReportContent& content) {
  const bool complete = result.status == "complete";
  std::string html = "<ul class=\"badges\">\n";
  html += badge(complete ? "good" : "bad", complete ? "complete" : result.status + ": not all of it is here");
  if (!content.verdict.empty())
    html += badge(content.verdict_holds ? "good" : "bad",
                  content.verdict_holds ? "agrees with the exact values" : "disagrees with the exact values");
  const std::size_t n = result.warnings.size();
  if (n > 0) html += badge("warn", fmt::format("{} warning{}", n, n == 1 ? "" : "s"));
  return html + "</ul>\n";
}

std::string fact(const char* name, const std::string& value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, escape_html(value));
}

/// Whether any number has an error.
bool is_sampled(const RunResult& result) {
  for (const PointResult& point : result.points) {
    for (const ObservableResult& o : point.observables) {
      if (std::any_of(o.error.begin(), o.error.end(), [](double e) { return e > 0; })) return true;
    }
  }
  return false;
}

std::string facts(const RunResult& result) {
  std::size_t n_numbers = 0;
  for (const PointResult& point : result.points) {
    for (const ObservableResult& o : point.observables) n_numbers += o.mean.size();
  }
  const char* updates = result.task == "train"         ? "rows trained on"
                        : result.task == "diagonalize" ? "states multiplied"
                                                       : "site updates";
  const Timing& t = result.timing;
  return "<dl class=\"facts\">\n" + fact("points", std::to_string(result.points.size())) +
         fact(is_sampled(result) ? "numbers with error bars" : "numbers", std::to_string(n_numbers)) +
         fact("warnings", std::to_string(result.warnings.size())) +
         fact("seed", std::to_string(result.seed)) + fact(updates, fmt::format("{:.3g}", t.updates)) +
         fact("time", format_duration(t.wall_seconds)) + "</dl>\n";
}

std::string header(const RunResult& result, const ReportContent& content) {
  std::string html = "<header>\n<p class=\"kicker\">" + escape_html(result.program + " " + result.version) +
                     " · task " + escape_html(result.task) + "</p>\n<h1>" + title_of(result) + "</h1>\n";
  html += "<p class=\"lede\">" + escape_html(content.subject);
  if (!content.verdict.empty()) html += " " + escape_html(content.verdict);
  html += "</p>\n";
  for (const std::string& note : content.notes) html += "<p class=\"aside\">" + escape_html(note) + "</p>\n";
  return html + badges(result, content) + facts(result);
}

std::string navigation(const RunResult& result, const ReportContent& content) {
  std::string html = "<nav aria-label=\"On this page\">\n";
  const auto add = [&](bool shown, const char* id, const char* name) {
    if (shown) html += fmt::format("<a href=\"#{}\">{}</a>\n", id, name);
  };
  add(result.finite_size.has_value(), "finite-size", "Finite-size scaling");
  add(!content.figures.empty(), "observables", "Observables");
  add(!content.chain_figures.empty(), "chains", "Chains");
  add(!content.strips.empty() || !content.strips_note.empty(), "configurations", "Configurations");
  add(!result.points.empty(), "numbers", "Numbers");
  add(true, "input", "Input");
  add(true, "origin", "Versions and timing");
  return html + "</nav>\n</header>\n";
}

std::string list_box(const char* style, const std::string& title, const std::vector<std::string>& items) {
  std::string html = fmt::format("<div class=\"warnings {}\"><h2>{}</h2><ul>\n", style, escape_html(title));
  for (const std::string& item : items) html += "<li>" + escape_html(item) + "</li>\n";
  return html + "</ul></div>\n";
}

std::string warnings(const RunResult& result, const ReportContent& content) {
  std::string html;
  const std::size_t n = result.warnings.size();
  html += n == 0 ? "<div class=\"warnings good\" id=\"warnings\"><p>No warnings.</p></div>\n"
                 : list_box("warn", fmt::format("{} warning{}", n, n == 1 ? "" : "s"), result.warnings);
  if (!content.remarks.empty()) html += list_box("missing", "Not shown here", content.remarks);
  return html;
}

std::string figure(const ReportFigure& f) {
  const std::string heading = heading_of(f.name);
  const std::string drawing =
      inline_svg(f.svg, {.name = "fig-" + f.name, .description = heading, .crop_top = f.crop_top});
  if (drawing.empty()) return {};
  return "<figure><figcaption>" + escape_html(heading) + "</figcaption>" + drawing + "</figure>\n";
}

/// Figures side by side; those that are missing are named.
std::string grid(const std::vector<ReportFigure>& all) {
  std::string drawn, missing;
  for (const ReportFigure& f : all) {
    const std::string html = figure(f);
    drawn += html;
    if (html.empty()) missing += (missing.empty() ? "" : ", ") + escape_html(f.name);
  }
  std::string html;
  if (!drawn.empty()) html += "<div class=\"grid\">\n" + drawn + "</div>\n";
  if (!missing.empty()) {
    html +=
        "<p class=\"missing\">These pictures are missing, because gnuplot is absent or failed: " + missing +
        ". Their data and scripts (.dat, .gp) stand in plots/; with gnuplot installed, "
        "<code>lenz plot</code> of this folder draws them.</p>\n";
  }
  return html;
}

std::string section(const char* id, const char* title, const std::string& note, const std::string& body) {
  if (body.empty()) return {};
  return fmt::format("<section id=\"{}\"><h2>{}</h2>\n<p class=\"note\">{}</p>\n", id, title, note) + body +
         "</section>\n";
}

std::string strip(const ReportStrip& s) {
  std::string html = "<div class=\"strip\"><h3>" + escape_html(s.label);
  if (!s.note.empty()) html += " <span>" + escape_html(s.note) + "</span>";
  html += "</h3><div class=\"tiles\">\n";
  for (const ReportConfiguration& c : s.configurations) {
    html += "<figure><img alt=\"configuration at " + escape_html(s.label) + "\" src=\"" +
            data_uri("image/png", c.png) + "\"><figcaption>" + escape_html(c.caption) +
            "</figcaption></figure>\n";
  }
  return html + "</div></div>\n";
}

std::string strips(const ReportContent& content) {
  if (content.strips.empty() && content.strips_note.empty()) return {};
  std::string html = "<section id=\"configurations\"><h2>Configurations</h2>\n";
  html += content.strips.empty()
              ? "<p class=\"missing\">" + escape_html(content.strips_note) + "</p>\n"
              : "<p class=\"note\">Drawn from the chains, at least two autocorrelation times apart. Dark is "
                "spin up, light is spin down.</p>\n";
  for (const ReportStrip& s : content.strips) html += strip(s);
  return html + "</section>\n";
}

std::string row(const char* name, const std::string& value) {
  return fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", name, escape_html(value));
}

std::string origin(const RunResult& result) {
  const Timing& t = result.timing;
  return "<section id=\"origin\"><h2>Versions and timing</h2>\n<div class=\"card\"><div class=\"scroll\" "
         "tabindex=\"0\"><table class=\"plain\"><tbody>\n" +
         row("program", result.program + " " + result.version) + row("commit", result.commit) +
         row("task", result.task) + row("seed", std::to_string(result.seed)) + row("status", result.status) +
         row("wall time", fmt::format("{:.2f} s", t.wall_seconds)) +
         row("threads, ranks", fmt::format("{}, {}", t.threads, t.ranks)) +
         row("updates", fmt::format("{:.4g} ({:.3g} a second)", t.updates, t.updates_per_second)) +
         "</tbody></table></div></div></section>\n";
}

}  // namespace

std::string report_html(const RunResult& result, const ReportContent& content) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
      title_of(result) + "</title>\n<style>\n" + report_style() + "</style>\n</head>\n<body>\n";
  html += header(result, content) + navigation(result, content) + "<main>\n" + warnings(result, content);
  if (result.finite_size)
    html += section(
        "finite-size", "Finite-size scaling",
        "What all sizes together say of the infinite lattice: where the Binder cumulants of two sizes cross, "
        "the temperature on which all agree (drawn at 1 / L = 0), and the exponents at that temperature. The "
        "error in parentheses counts in the last digits; z is the deviation from the known value in standard "
        "errors.",
        report_finite_size(*result.finite_size) + grid(content.finite_size_figures));
  const bool sampled = is_sampled(result);
  const std::string lines =
      "a solid line is the exact value of this very system, a dashed one the infinite lattice.";
  html +=
      section("observables", "Observables",
              sampled ? "Points with error bars are sampled; " + lines +
                            " Below each: Δ / σ, the deviation from the exact value in standard errors, with "
                            "bands of one and two."
                      : "Points are what was found; " + lines,
              grid(content.figures));
  html += section(
      "chains", "Chains",
      "How long the chains remember (with bands of one standard error), and where they went: chains that "
      "stay apart, or drift, have not sampled the whole distribution. Every colour of a trace is a chain.",
      grid(content.chain_figures));
  html += strips(content);
  if (!result.points.empty())
    html +=
        std::string("<section id=\"numbers\"><h2>Numbers</h2>\n<p class=\"note\">") +
        (sampled
             ? "The error in parentheses counts in the last digits; z is the deviation from the exact value "
               "in standard errors."
             : "No chance is in these numbers, so that they have no statistical error.") +
        "</p>\n" + report_tables(result) + "</section>\n";
  html +=
      "<section id=\"input\"><h2>Input</h2>\n<p class=\"note\">With every default written out: this text, "
      "run again, gives "
      "these numbers again.</p>\n<pre tabindex=\"0\">" +
      escape_html(content.input) + "</pre></section>\n" + origin(result);
  return html +
         "</main>\n<footer>Made by Lenz. Everything on this page is in this one file; the numbers also stand "
         "in summary.json and results.h5 beside it.</footer>\n</body>\n</html>\n";
}

}  // namespace lenz::io
