package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rationale.explanations.report.ReportSeal;
import org.rationale.kg.ModelIdentity;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.PackIdentity;
import org.rationale.reasoner.PackPart;

/**
 * What a report is about and what shows that it was not changed. What {@code
 * org.rationale.explanations.report.ReportChecker} compares with the certificate is marked {@code
 * data-identity} and {@code data-part}.
 */
final class IdentityHtml {

  private final Explanation explanation;
  private final Seal seal;

  IdentityHtml(Explanation explanation, Seal seal) {
    this.explanation = explanation;
    this.seal = seal;
  }

  /** Case, time, versions, and the hashes of all that decided. */
  Html section() {
    PackIdentity pack = explanation.decision().pack();
    Case given = explanation.decision().caseFile();
    List<Html> entries = new ArrayList<>();
    entries.add(
        entry(
            "Case",
            all(
                marked("case", given.id()),
                el("span", " SHA-256").classed("quiet"),
                hash("case-sha256", Certificates.sha256(given)))));
    seal.time().ifPresent(time -> entries.add(entry("Report made", text(time.toString()))));
    entries.add(entry("Made by", text("Rationale " + DecisionReport.VERSION)));
    entries.add(
        entry(
            "Subject",
            all(
                outside(explanation.subject()),
                el("code", outside(given.subject())).classed("block"))));
    entries.add(
        entry(
            "Knowledge pack",
            all(marked("pack", pack.name()), text(" "), marked("version", pack.version()))));
    entries.add(entry("Made for", outside(pack.use())));
    entries.add(entry("Pack SHA-256", hash("pack-sha256", pack.sha256())));
    for (PackPart part : PackPart.values()) {
      int count = pack.files(part).size();
      entries.add(
          entry(
              name(part) + " SHA-256",
              all(
                  hash(id(part) + "-sha256", pack.sha256(part)),
                  el("span", count(count)).classed("quiet"))));
    }
    explanation.models().forEach(model -> entries.add(entry("Read by", model(model))));
    return el("dl", entries).classed("identity");
  }

  private static Html model(ModelIdentity model) {
    return all(
        outside(model.name()),
        el("span", " SHA-256").classed("quiet"),
        hash("model-sha256", model.sha256()));
  }

  /** Every file that decides something, folded, with how the hashes above are made from them. */
  Html files() {
    PackIdentity pack = explanation.decision().pack();
    List<Html> rows = new ArrayList<>();
    pack.files()
        .forEach(
            (name, sha256) -> {
              PackPart part = pack.parts().getOrDefault(name, PackPart.SETTINGS);
              rows.add(
                  el(
                          "tr",
                          el("th", outside(name)).with("scope", "row"),
                          el("td", id(part)),
                          el("td", el("code", sha256)))
                      .with("data-part", id(part)));
            });
    return rows.isEmpty()
        ? text("")
        : el(
            "details",
            el("summary", "The pack’s %s, by SHA-256".formatted(count(rows.size()))),
            InputHtml.table("Files", List.of("File", "Part", "SHA-256"), rows),
            el(
                    "p",
                    "The SHA-256 of the pack, and of each part, is that of a text which has for each"
                        + " of its files, in the order of the names, the name, a line feed, the"
                        + " file’s SHA-256 and a line feed.")
                .classed("quiet"));
  }

  private static String count(int files) {
    return files == 0 ? "no files" : files == 1 ? "1 file" : files + " files";
  }

  static String id(PackPart part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  /** {@code Knowledge}. */
  static String name(PackPart part) {
    return TextView.capital(id(part));
  }

  /** As a file in UTF-8 has it: half a character, which no such file can hold, is a {@code ?}. */
  private static Html marked(String what, String value) {
    String written = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return outside(written).with("data-identity", what);
  }

  private static Html hash(String what, String sha256) {
    return el("code", sha256).classed("block").with("data-identity", what);
  }

  private static Html entry(String term, Html description) {
    return el("div", el("dt", term), el("dd", description));
  }

  /** Of the page: its hash, its certificate, and how to check both. */
  Html integrity() {
    List<Html> content = new ArrayList<>();
    content.add(
        el(
            "p",
            text("SHA-256 of this report, with zeros where it stands itself: "),
            el("code", ReportSeal.BLANK).classed("block")));
    content.add(
        el(
            "p",
            text("Save this page and run "),
            el("code", "rationale verify FILE"),
            text(
                ". It says whether anything was changed since. "
                    + (seal.certificate().isPresent()
                        ? "The page carries the certificate of this decision: all facts, rules,"
                            + " steps and numbers that it rests on. A separate program checks it,"
                            + " and that each answer on this page has the probability that it"
                            + " proves. What the facts’ sources state and what models read is"
                            + " taken on trust."
                        : "It carries no certificate, so the numbers cannot be found again from"
                            + " it; decide --certificate writes one."))));
    content.add(
        el(
            "p",
            "Who changes a page can seal it again. What ties it to a decision that was made is its"
                + " hash, kept elsewhere, or an entry in a ledger (decide --ledger)."));
    seal.certificate()
        .ifPresent(
            bytes ->
                content.add(
                    el("data")
                        .with("id", "certificate")
                        .with("hidden", "")
                        .with("value", ReportSeal.packed(bytes))));
    return all(content);
  }

  /**
   * Of a print.
   *
   * @param sha256 of the page that it prints
   */
  Html integrityOfPrint(String sha256) {
    return all(
        el(
            "p",
            text("This is a print of the report page with the SHA-256 "),
            el("code", sha256).classed("block")),
        el(
            "p",
            text("The page, not its print, can be verified. "),
            el("code", "rationale decide --format html"),
            text(
                " writes it again from the same case, pack and program"
                    + seal.time()
                        .map(time -> ", with --time " + time + ": it names the same SHA-256. ")
                        .orElse(". ")),
            el("code", "rationale verify FILE"),
            text(" then says whether anything in it was changed.")),
        el(
            "p",
            "What ties the page to a decision that was made is its hash, kept elsewhere, or an"
                + " entry in a ledger (decide --ledger)."));
  }
}
