package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.rationale.explanations.DecisionReport;
import org.rationale.explanations.Depth;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Explanation;
import org.rationale.explanations.Seal;
import org.rationale.tests.BundledCases.BundledCase;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** The PDF of a bundled case, read back. */
class ReportAsPdfTest {

  private static final Pattern HEADING = Pattern.compile("<h2[^>]*>([^<]*)</h2>");
  private static final Pattern CLAIM = Pattern.compile("<data class=\"claim\"[^>]*>([^<]*)</data>");
  private static final Pattern HASH = Pattern.compile("sha256\">([0-9a-f]{64})<");
  private static final Pattern SEAL = Pattern.compile("content=\"([0-9a-f]{64})\"");
  private static final Seal DATED =
      new Seal(Optional.of(Instant.parse("2026-11-29T12:00:00Z")), Optional.empty());

  private static final BundledCase CASE = BundledCases.of("respiratory").getFirst();
  private static final Explanation EXPLANATION = Explainer.explain(CASE.decision());

  private static final String HTML = DecisionReport.html(EXPLANATION, DATED, List.of());
  private static final byte[] PDF = DecisionReport.pdf(EXPLANATION, DATED, List.of());

  /** What a person prints and reads. */
  private static final int MOST_SHEETS = 15;

  @Test
  void theSheetsSayWhatThePageSays() throws IOException {
    assertThat(PDF.length).isLessThan(400_000);
    try (PDDocument document = Loader.loadPDF(PDF)) {
      assertThat(document.getNumberOfPages()).isBetween(2, MOST_SHEETS);
      String words = squeezed(new PDFTextStripper().getText(document));
      List<String> headings = all(HEADING);
      assertThat(headings).hasSize(11);
      assertThat(headings).allSatisfy(title -> assertThat(words).contains(squeezed(title)));
      List<String> claims = all(CLAIM);
      assertThat(claims).isNotEmpty();
      assertThat(claims).allSatisfy(claim -> assertThat(words).contains(squeezed(claim)));
      assertThat(words).contains(all(SEAL).getFirst());
      List<String> hashes = all(HASH);
      assertThat(hashes).hasSizeGreaterThan(6);
      assertThat(hashes).allSatisfy(hash -> assertThat(words).contains(hash));
    }
  }

  /** What is left out for paper is named, and where it is. */
  @Test
  void whatIsSummarisedIsSaid() throws IOException {
    try (PDDocument document = Loader.loadPDF(PDF)) {
      String words = squeezed(new PDFTextStripper().getText(document));
      assertThat(words)
          .contains(
              squeezed("Summarised. The pack’s"),
              squeezed("Summarised. Of the further questions"),
              squeezed("Summarised. Only the best proof"),
              squeezed("Summarised. The best proof of each other candidate"),
              squeezed("and so has a print with --depth everything"));
    }
    byte[] paragraph = DecisionReport.pdf(EXPLANATION, DATED, List.of(), Depth.PARAGRAPH);
    try (PDDocument document = Loader.loadPDF(paragraph)) {
      assertThat(document.getNumberOfPages()).isBetween(1, 2);
      assertThat(document.getDocumentCatalog().getDocumentOutline().children()).hasSize(4);
      String words = squeezed(new PDFTextStripper().getText(document));
      String told = squeezed(DecisionReport.text(EXPLANATION, Depth.PARAGRAPH));
      // The first sentence is the title's; a number of the sheet may stand anywhere.
      assertThat(words.replaceAll("[12]/2", "")).contains(told, "Summarised.Thisprint");
    }
  }

  @Test
  void thePdfIsTaggedAndHasItsTypefacesInIt() throws IOException {
    try (PDDocument document = Loader.loadPDF(PDF)) {
      assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("en");
      assertThat(document.getDocumentCatalog().getStructureTreeRoot()).isNotNull();
      assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
      assertThat(document.getDocumentInformation().getTitle()).contains("decision report");
      assertThat(document.getDocumentCatalog().getDocumentOutline().children()).hasSize(11);
      for (PDPage page : document.getPages()) {
        for (var name : page.getResources().getFontNames()) {
          PDFont font = page.getResources().getFont(name);
          assertThat(font.isEmbedded()).as(font.getName()).isTrue();
          assertThat(font.getName()).contains("DejaVu");
        }
      }
    }
  }

  /** By ISO 14289-1, as veraPDF checks it. */
  @Test
  void thePdfIsAccessible() throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    BundledCase small = BundledCases.of("breast-fna").getFirst();
    byte[] pdf = DecisionReport.pdf(Explainer.explain(small.decision()), DATED, List.of());
    try (PDFAParser parser =
            Foundries.defaultInstance()
                .createParser(new ByteArrayInputStream(pdf), PDFAFlavour.PDFUA_1);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
      ValidationResult result = validator.validate(parser);
      assertThat(result.getTestAssertions())
          .filteredOn(one -> one.getStatus() != TestAssertion.Status.PASSED)
          .extracting(one -> one.getRuleId().getClause() + ": " + one.getMessage())
          .isEmpty();
      assertThat(result.getTotalAssertions()).isGreaterThan(1000);
      assertThat(result.isCompliant()).isTrue();
    }
  }

  @Test
  void theSameReportGivesTheSameBytes() {
    assertThat(DecisionReport.pdf(EXPLANATION, DATED, List.of())).isEqualTo(PDF);
  }

  private static List<String> all(Pattern pattern) {
    return pattern
        .matcher(HTML)
        .results()
        .map(found -> found.group(1).replace("&gt;", ">").replace("&amp;", "&"))
        .toList();
  }

  /** On paper lines break in other places, and letters are joined. */
  private static String squeezed(String words) {
    return Normalizer.normalize(words, Normalizer.Form.NFKC).replaceAll("\\s+", "");
  }
}
