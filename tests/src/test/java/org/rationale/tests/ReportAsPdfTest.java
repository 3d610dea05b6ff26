package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Explanation;
import org.rationale.explanations.Seal;
import org.rationale.tests.BundledCases.BundledCase;

/** The PDF of a bundled case, read back. */
class ReportAsPdfTest {

  private static final Pattern HEADING = Pattern.compile("<h2[^>]*>([^<]*)</h2>");
  private static final Pattern CLAIM = Pattern.compile("<data class=\"claim\"[^>]*>([^<]*)</data>");
  private static final Pattern SEAL = Pattern.compile("content=\"([0-9a-f]{64})\"");
  private static final Seal DATED =
      new Seal(Optional.of(Instant.parse("2026-11-29T12:00:00Z")), Optional.empty());

  private static final BundledCase CASE = BundledCases.of("respiratory").getFirst();
  private static final Explanation EXPLANATION = Explainer.explain(CASE.decision());

  private static final String HTML = DecisionReport.html(EXPLANATION, DATED, List.of());
  private static final byte[] PDF = DecisionReport.pdf(EXPLANATION, DATED, List.of());

  @Test
  void theSheetsSayWhatThePageSays() throws IOException {
    assertThat(PDF.length).isLessThan(2_000_000);
    try (PDDocument document = Loader.loadPDF(PDF)) {
      assertThat(document.getNumberOfPages()).isGreaterThan(1);
      String words = squeezed(new PDFTextStripper().getText(document));
      List<String> headings = all(HEADING);
      assertThat(headings).hasSize(11);
      assertThat(headings).allSatisfy(title -> assertThat(words).contains(squeezed(title)));
      List<String> claims = all(CLAIM);
      assertThat(claims).isNotEmpty();
      assertThat(claims).allSatisfy(claim -> assertThat(words).contains(squeezed(claim)));
      assertThat(words).contains(all(SEAL).getFirst());
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
