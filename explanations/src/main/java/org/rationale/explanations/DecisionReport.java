package org.rationale.explanations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.rationale.explanations.report.ReportSeal;
import org.rationale.perception.Attribution;

/**
 * Views of the explanation of a decision. Numbers in text and HTML are rounded to 0.1%, intervals
 * outwards, and what is uncertain is never shown as 0% or 100%; JSON has them in full.
 */
public final class DecisionReport {

  /** The version of this program, which every report names. */
  public static final String VERSION = "0.1.0";

  private DecisionReport() {}

  /** For a terminal of 96 columns; characters that a terminal obeys are made visible. */
  public static String text(Explanation explanation) {
    return text(explanation, Depth.PAGE);
  }

  /** The same, as long as asked for. */
  public static String text(Explanation explanation, Depth depth) {
    return TextView.decision(explanation, depth);
  }

  /**
   * One object: {@code case}, {@code pack}, {@code models}, {@code outcomes}, {@code percepts},
   * {@code conflicts}, {@code violations} and, where they were tried out, {@code turns} and {@code
   * askNext}. Each of an outcome's {@code candidates} has a {@code why} in the form of {@link
   * WhyReport#json}, and {@code influences}: what each percept does to it. An outcome has a {@code
   * contrast} of its answer with the likeliest other. Terms are as in N-Triples.
   */
  public static String json(Explanation explanation) {
    return json(explanation, Seal.PLAIN);
  }

  /** The same; {@code integrity} has the report's SHA-256, the time and the certificate. */
  public static String json(Explanation explanation, Seal seal) {
    ObjectNode node = JsonView.decision(explanation);
    ObjectNode integrity = node.putObject("integrity");
    integrity.put("engine", VERSION);
    integrity.put("sha256", ReportSeal.BLANK);
    seal.time().ifPresent(time -> integrity.put("time", time.toString()));
    seal.certificate().ifPresent(bytes -> integrity.put("certificate", ReportSeal.packed(bytes)));
    return ReportSeal.sealed(JsonView.write(node));
  }

  /** One file that loads nothing, runs nothing and prints well. */
  public static String html(Explanation explanation) {
    return html(explanation, Seal.PLAIN, List.of());
  }

  /**
   * The same, with what percepts rest on beside the inputs that they were read from; pictures stand
   * in the file itself. {@code verify} finds what was changed in it later.
   *
   * @param attributions of the explained decision, from {@link
   *     org.rationale.reasoner.Reasoner#attributions}
   */
  public static String html(Explanation explanation, Seal seal, List<Attribution> attributions) {
    return ReportSeal.sealed(DecisionHtml.write(explanation, seal, attributions));
  }

  /** The PDF that people print: {@link Depth#PAGE}. */
  public static byte[] pdf(Explanation explanation, Seal seal, List<Attribution> attributions) {
    return pdf(explanation, seal, attributions, Depth.PAGE);
  }

  /**
   * The page of {@link #html(Explanation, Seal, List)} as a tagged PDF of A4 sheets, as long as
   * asked for: where it summarises, it says so. At {@link Depth#EVERYTHING} it has all of the page,
   * with every fold open. It names the page's SHA-256; {@code verify} takes the page, not the PDF.
   * Nothing is loaded from outside. The same arguments give the same bytes if the seal has a time.
   */
  public static byte[] pdf(
      Explanation explanation, Seal seal, List<Attribution> attributions, Depth depth) {
    String sha256 = ReportSeal.hash(DecisionHtml.write(explanation, seal, attributions));
    return PrintedPage.pdf(
        DecisionHtml.print(explanation, seal, attributions, depth, sha256), sha256, seal.time());
  }
}
