#include "lenz/io/report.hpp"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "lenz/io/html.hpp"
#include "lenz/io/inline_svg.hpp"
#include "lenz/io/plots.hpp"
#include "lenz/io/scanned.hpp"

#include "some_results.hpp"
#include "support/html_checks.hpp"

namespace report_tests {

using namespace lenz;
using namespace lenz::io;

namespace {

/// What gnuplot 5.4 writes, in little.
const std::string drawing = R"svg(<?xml version="1.0" encoding="utf-8"  standalone="no"?>
<svg
 width="480" height="400"
 viewBox="0 0 480 400"
 xmlns="http://www.w3.org/2000/svg"
 xmlns:xlink="http://www.w3.org/1999/xlink"
>
<title>Gnuplot</title>
<desc>Produced by GNUPLOT 5.4 patchlevel 4 </desc>
<g id="gnuplot_canvas">
<rect x="0" y="0" width="480" height="400" fill="#ffffff"/>
<defs>
	<circle id='gpDot' r='0.5' stroke-width='0.5' stroke='currentColor'/>
	<use xlink:href='#gpDot' id='gpPt6' fill='currentColor' stroke='none'/>
	<filter id='textbox'><feFlood flood-color='#FFFFFF'/></filter>
</defs>
<g fill="none" color="#FFFFFF" stroke="currentColor">
</g>
<g transform="translate(1,2)" stroke="none" fill="rgb(26,26,32)" font-family="sans-serif" font-size="15.00">
		<text><tspan font-family="sans-serif" >My &lt;title&gt;</tspan></text>
	</g>
<g fill="none" color="black" stroke="currentColor">
	<path stroke='rgb(  0, 114, 178)' d='M1,2 L3,4'/><use xlink:href='#gpPt6' color='rgb(213,  94,   0)'/>
	<text>rgb(0,114,178) id='kept'</text>
</g>
</g>
</svg>
)svg";

ReportContent some_content() {
  ReportContent content;
  content.subject = "A chain of three.";
  content.verdict = "2 numbers stand beside exact ones.";
  content.input = "title = \"a < b & c\"\n";
  content.figures = {{.name = "energy", .svg = drawing, .crop_top = 22}, {.name = "entropy", .svg = ""}};
  content.chain_figures = {{.name = "traces", .svg = drawing}};
  content.strips = {
      {.label = "T = 2", .note = "below", .configurations = {{"\x89PNG", "m = 1"}, {"png", "m = 2"}}}};
  return content;
}

}  // namespace

TEST_CASE("A report is one well-formed page that asks for nothing from anywhere") {
  const std::string html = report_html(test::some_results(), some_content());
  test::check_page(html);
  CHECK(html.find("prefers-color-scheme:dark") != std::string::npos);
  CHECK(html.find("@media print") != std::string::npos);
  CHECK(html.find("name=\"viewport\"") != std::string::npos);
  CHECK(html == report_html(test::some_results(), some_content()));
}

TEST_CASE("A report names the missing picture and draws the others") {
  const std::string html = report_html(test::some_results(), some_content());
  CHECK(html.find("<figcaption>Energy</figcaption><svg viewBox=\"0 22 480 378\"") != std::string::npos);
  CHECK(html.find("gnuplot is absent or failed: entropy.") != std::string::npos);
  ReportContent without = some_content();
  for (ReportFigure& figure : without.figures) figure.svg.clear();
  CHECK(report_html(test::some_results(), without).find("failed: energy, entropy.") != std::string::npos);
}

TEST_CASE("Text of the user is escaped everywhere in a report") {
  RunResult run = test::some_results();
  const std::string evil = "<script>alert('1')</script>\"&";
  run.title = run.version = run.commit = run.task = evil;
  run.warnings = {evil};
  run.points[0].observables[0].name = run.points[0].observables[0].unit = evil;
  ReportContent content = some_content();
  content.subject = content.verdict = content.input = content.strips[0].label = content.strips[0].note = evil;
  content.strips[0].configurations[0].caption = evil;
  content.figures[0].name = evil;
  content.remarks = content.notes = {evil};
  const std::string html = report_html(run, content);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;</h1>") != std::string::npos);
  test::check_balanced(html);
}

TEST_CASE("A report tells every number and warning with its status and versions") {
  RunResult run = test::some_results();
  run.status = "stopped";
  run.warnings = {"first warning", "second warning"};
  const std::string html = report_html(run, some_content());
  for (const char* text : {"<h1>A &quot;chain&quot; of three</h1>", "stopped: not all of it is here",
                           "first warning", "second warning", "2 warnings", "-0.33333(20)", "+0.75", "12000",
                           "1.0003", "3.1", "enumeration", "-0.4", "0.250(10)", "closed-chain", "lenz 0.1.0",
                           "18446744073709551615", "title = &quot;a &lt; b &amp; c&quot;", "3.20 s"}) {
    CAPTURE(text);
    CHECK(html.find(text) != std::string::npos);
  }
  run.warnings.clear();
  CHECK(report_html(run, some_content()).find("No warnings.") != std::string::npos);
}

TEST_CASE("A report tells the finite-size scaling beside what is known") {
  RunResult run = test::some_results();
  ReportContent content = some_content();
  CHECK(report_html(run, content).find("finite-size") == std::string::npos);
  run.finite_size = test::some_finite_size();
  content.finite_size_figures = {{.name = "binder_crossings", .svg = drawing}};
  const std::string html = report_html(run, content);
  test::check_page(html);
  for (const char* text :
       {"<a href=\"#finite-size\">", "<section id=\"finite-size\">", "<td>2.269150(20)</td>",
        "<td>2.2691853</td>", "<td>-1.77</td>", "<td>1.5/2</td>", "Onsager &lt;1944&gt;",
        "<td>0.63010(20)</td>", "<td>0.6299710(40)</td>", "<td>8, 16</td>", "<td>2.27010(30)</td>",
        "<td>0.6110(10)</td>", "<td>-0.800(10)</td>", "<td>18.50(20)</td>", "do not &lt;reach&gt;",
        "<figcaption>Binder crossings</figcaption>"}) {
    CAPTURE(text);
    CHECK(html.find(text) != std::string::npos);
  }
}

TEST_CASE("A report of no points still stands") {
  test::check_page(report_html(RunResult{}, ReportContent{}));
}

TEST_CASE("An inlined drawing has its own ids and the colours of the page") {
  const std::string svg = inline_svg(drawing, {.name = "f", .description = "a \"b\"", .crop_top = 10});
  CHECK(svg.find("<svg viewBox=\"0 10 480 390\" role=\"img\" aria-label=\"a &quot;b&quot;\">") == 0);
  for (const char* gone :
       {"Gnuplot", "xmlns", "xlink", "http", "title", "filter", "#ffffff", "rgb(  0", "\"black\""}) {
    CAPTURE(gone);
    CHECK(svg.find(gone) == std::string::npos);
  }
  for (const char* there :
       {"id=\"f-gnuplot_canvas\"", "id=\"f-gpDot\"", "href=\"#f-gpDot\"", "href=\"#f-gpPt6\"",
        "fill=\"var(--paper)\"", "stroke=\"var(--c1)\"", "color=\"var(--c2)\"", "color=\"var(--black)\"",
        "<text>rgb(0,114,178) id='kept'</text>"}) {
    CAPTURE(there);
    CHECK(svg.find(there) != std::string::npos);
  }
  CHECK(inline_svg("", {}).empty());
  CHECK(inline_svg("<svg>", {}).empty());
  CHECK(inline_svg("<svg viewBox=\"0 0 1 1\"><g></svg", {}).empty());
}

TEST_CASE("Every colour of the figures is known on a dark page") {
  const std::string light = figure_variables(false), dark = figure_variables(true);
  for (std::size_t i = 0; i < 6; ++i) {
    const std::string svg = inline_svg(
        std::string("<svg viewBox=\"0 0 1 1\"><path stroke=\"") + series_colour(i) + "\"/></svg>", {});
    CAPTURE(i, svg);
    CHECK(svg.find("var(--c") != std::string::npos);
  }
  CHECK(std::count(light.begin(), light.end(), ';') == std::count(dark.begin(), dark.end(), ';'));
}

TEST_CASE("Base64 of a data URI is that of the standard") {
  CHECK(data_uri("image/png", "") == "data:image/png;base64,");
  CHECK(data_uri("a/b", "f") == "data:a/b;base64,Zg==");
  CHECK(data_uri("a/b", "fo") == "data:a/b;base64,Zm8=");
  CHECK(data_uri("a/b", "foo") == "data:a/b;base64,Zm9v");
  CHECK(data_uri("a/b", "foobar\xff") == "data:a/b;base64,Zm9vYmFy/w==");
}

TEST_CASE("Three points stand for a scan around the peak of the specific heat") {
  RunResult run;
  for (std::size_t i = 0; i < 9; ++i) {
    PointResult point;
    const double t = 5 - 0.5 * static_cast<double>(i);  // falling: the order is that of temperature
    point.parameters = {{"temperature", t}, {"field", 0.1}};
    ObservableResult heat;
    heat.name = "specific_heat";
    heat.mean = {-std::fabs(t - 2.5)};
    point.observables = {heat};
    run.points.push_back(point);
  }
  CHECK(representative_points(run) == std::vector<std::size_t>{7, 5, 2});
  CHECK(point_label(run.points[5], scanned_parameters(run)) == "T = 2.5");
  CHECK(point_label(run.points[5], {}) == "T = 2.5");
  run.points.resize(1);
  CHECK(representative_points(run) == std::vector<std::size_t>{0});
  run.points.clear();
  CHECK(representative_points(run).empty());
}

TEST_CASE("Traces and autocorrelation functions have a figure each where they were kept") {
  RunResult run = test::some_results();
  CHECK(chain_figures(run).empty());
  run.points[1].overviews = {
      {.observable = "energy", .stride = 5, .n_chains = 2, .n_samples = 2, .values = {0.5, 2, 3, 4}}};
  run.points[1].autocorrelations = {
      {.observable = "energy", .lag = {0, 1, 2}, .rho = {1, 0.5, 0.25}, .error = {0, 0.1, 0.2}},
      {.observable = "short", .lag = {0}, .rho = {1}, .error = {0}}};
  const std::vector<Figure> figures = chain_figures(run);
  REQUIRE(figures.size() == 2);
  CHECK(figures[0].name == "autocorrelation");
  CHECK(figures[0].data == "# energy 0\n1 0.5 0.1\n2 0.25 0.2\n");
  CHECK(figures[1].name == "traces");
  CHECK(figures[1].data == "# panel 0 chain 0\n0 0.5\n5 2\n\n\n# panel 0 chain 1\n0 3\n5 4\n");
}

}  // namespace report_tests
