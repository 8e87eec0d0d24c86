#include <fmt/format.h>

#include "lenz/io/inline_svg.hpp"
#include "lenz/io/report_parts.hpp"

namespace lenz::io {

namespace {

/// The figures' colours come from the page, see inline_svg.
constexpr const char* page_light =
    "--page:#f4f5f8;--line:#e0e3ea;--soft:#5d636f;--code:#f7f8fa;--accent:#0072b2;--good:#00694d;--good-bg:#"
    "e0f3ec;"
    "--warn:#8a4300;--warn-bg:#fdf0e3;--bad:#a3261c;--bad-bg:#fdeae8;";
constexpr const char* page_dark =
    "--page:#111318;--line:#2d313b;--soft:#a3a9b6;--code:#15171c;--accent:#5bb3ee;--good:#58d6a9;--good-bg:#"
    "143026;"
    "--warn:#ffb27a;--warn-bg:#35230f;--bad:#ff9d94;--bad-bg:#3a1a18;";

constexpr const char* rules = R"(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif;overflow-wrap:break-word}
main,header,footer{max-width:1160px;margin:0 auto;padding:0 24px}
header{padding-top:44px}
.kicker{margin:0 0 6px;color:var(--soft);font-size:.86rem;letter-spacing:.02em}
h1{margin:0;font-size:clamp(1.6rem,1.1rem + 2.2vw,2.4rem);line-height:1.15;letter-spacing:-.018em;font-weight:680;text-wrap:balance}
.lede{max-width:74ch;margin:14px 0 0;color:var(--ink-2);font-size:1.04rem}
.aside{max-width:78ch;margin:6px 0 0;color:var(--soft);font-size:.93rem}
.badges{display:flex;flex-wrap:wrap;gap:8px;margin:18px 0 0;padding:0;list-style:none}
.badge{padding:3px 12px;border-radius:99px;font-size:.86rem;font-weight:560;background:var(--band-1);color:var(--ink-2)}
.good{background:var(--good-bg);color:var(--good)}
.warn{background:var(--warn-bg);color:var(--warn)}
.bad{background:var(--bad-bg);color:var(--bad)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(132px,1fr));gap:1px;margin:26px 0 0;background:var(--paper);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.facts div{box-shadow:0 0 0 1px var(--line);padding:12px 16px}
.facts dt{color:var(--soft);font-size:.8rem}
.facts dd{margin:1px 0 0;font-size:1.16rem;font-weight:620;font-variant-numeric:tabular-nums}
nav{display:flex;flex-wrap:wrap;gap:4px 20px;margin:24px 0 0;padding-bottom:2px;font-size:.92rem}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
section{margin:46px 0 0}
h2{margin:0 0 4px;font-size:1.32rem;letter-spacing:-.01em;font-weight:660}
h3{margin:0;font-size:1rem;font-weight:620}
.note{max-width:78ch;margin:0 0 16px;color:var(--soft);font-size:.93rem}
.warnings{margin:26px 0 0;padding:14px 20px;border-radius:12px;font-size:.95rem}
.warnings h2{font-size:1rem;margin:0}
.warnings ul{margin:6px 0 0;padding-left:20px}
.warnings li{margin:4px 0;color:var(--ink)}
.warnings p{margin:0}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:18px;align-items:start}
figure{margin:0;padding:14px 12px 8px;background:var(--paper);border:1px solid var(--line);border-radius:12px;break-inside:avoid;min-width:0}
.grid>figure:only-child{max-width:720px}
figcaption{padding:0 8px 6px;font-weight:620}
figure svg{display:block;width:100%;height:auto}
figure svg text{font-family:inherit}
.missing{padding:14px 20px;border:1px dashed var(--axis);border-radius:12px;color:var(--ink-2);font-size:.93rem}
.strip{margin:0 0 18px;padding:14px 20px 18px;background:var(--paper);border:1px solid var(--line);border-radius:12px;break-inside:avoid}
.strip h3 span{color:var(--soft);font-weight:400}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:14px;margin:10px 0 0}
.tiles figure{padding:0;border:0;border-radius:0;background:none}
.tiles img{display:block;width:100%;border-radius:4px;image-rendering:pixelated;outline:1px solid var(--line)}
.tiles figcaption{padding:5px 0 0;font-weight:400;font-size:.84rem;color:var(--soft);font-variant-numeric:tabular-nums}
.card{margin:0 0 18px;background:var(--paper);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.card h3{padding:12px 18px 10px}
.card h3 span{color:var(--soft);font-weight:400;font-size:.9rem}
.scroll{overflow:auto;max-height:440px;-webkit-overflow-scrolling:touch}
table{width:100%;border-collapse:separate;border-spacing:0;font-size:.9rem;font-variant-numeric:tabular-nums;white-space:nowrap}
th,td{padding:6px 18px 6px 0;text-align:right;border-top:1px solid var(--line)}
th:first-child,td:first-child{padding-left:18px;text-align:left}
thead th{position:sticky;top:0;background:var(--band-2);color:var(--soft);font-weight:560;font-size:.82rem}
tbody tr:hover td{background:var(--band-2)}
td.odd{color:var(--warn);font-weight:620}
td.far{color:var(--bad);font-weight:620}
pre{margin:0;padding:16px 20px;overflow:auto;background:var(--code);border:1px solid var(--line);border-radius:12px;font:13.5px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;tab-size:2}
.plain td:first-child{color:var(--soft)}
.plain td{text-align:left;white-space:normal}
footer{padding-top:40px;padding-bottom:48px;color:var(--soft);font-size:.86rem}
@media (max-width:600px){
main,header,footer{padding-left:14px;padding-right:14px}
header{padding-top:26px}
section{margin-top:36px}
figure{margin:0 -8px;padding:12px 0 6px;border-radius:10px}
figcaption{padding:0 14px 4px}
.facts{grid-template-columns:repeat(2,1fr)}
.tiles{grid-template-columns:repeat(2,1fr);gap:12px}
.tiles figure{margin:0;padding:0}
.tiles figcaption{padding:4px 0 0}
.strip{padding:12px 14px 14px}
}
@media print{
body{background:#fff;font-size:10.5pt}
main,header,footer{max-width:none;padding:0}
header{padding:0}
nav{display:none}
.scroll{max-height:none;overflow:visible}
.grid{grid-template-columns:1fr 1fr;gap:12px}
table{font-size:8pt}
th,td{padding:3px 8px 3px 0}
thead th{position:static}
tr{break-inside:avoid}
h2,h3{break-after:avoid}
pre{white-space:pre-wrap;font-size:8pt}
section{margin-top:24px}
.badge,.warnings,img,svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
)";

}  // namespace

std::string report_style() {
  const std::string light = page_light + figure_variables(false), dark = page_dark + figure_variables(true);
  return fmt::format(
      ":root{{color-scheme:light;{0}}}\n@media "
      "(prefers-color-scheme:dark){{:root{{color-scheme:dark;{1}}}}}\n"
      "@media print{{:root{{color-scheme:light;{0}}}}}{2}",
      light, dark, rules);
}

}  // namespace lenz::io
