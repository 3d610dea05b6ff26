package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;

class RightToLeftTest {

  private static final String HEBREW = "\u05E9\u05DC\u05D5\u05DD"; // shin lamed vav final-mem
  private static final String ARABIC = "\u0639\u0644\u0645"; // ain lam meem

  /** A character on a sheet: what it is and how far from the left. */
  private record Placed(String character, float x, float y) {}

  private static List<Placed> placed(String label) throws IOException {
    Explanation explanation = Explainer.explain(SampleDecision.hostile(label));
    List<Placed> placed = new ArrayList<>();
    byte[] pdf = DecisionReport.pdf(explanation, Seal.PLAIN, List.of());
    try (PDDocument document = Loader.loadPDF(pdf)) {
      PDFTextStripper stripper =
          new PDFTextStripper() {
            @Override
            protected void processTextPosition(TextPosition text) {
              placed.add(new Placed(text.getUnicode(), text.getXDirAdj(), text.getYDirAdj()));
            }
          };
      stripper.setEndPage(1);
      stripper.getText(document);
    }
    return placed;
  }

  /** The first such character of the first line that has one. */
  private static Placed first(List<Placed> all, String character) {
    return all.stream()
        .filter(one -> one.character().equals(character))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + character));
  }

  @Test
  void hebrewRunsFromRightToLeftAndItsNumbersDoNot() throws IOException {
    List<Placed> all = placed("fever (" + HEBREW + " 37.5) and on");
    Placed shin = first(all, "\u05E9");
    List<Placed> line = all.stream().filter(one -> one.y() == shin.y()).toList();
    // What is read first stands rightmost: shin, mem, then the number, whose digits run the other
    // way.
    assertThat(shin.x()).isGreaterThan(first(line, "\u05DD").x());
    assertThat(first(line, "\u05DD").x()).isGreaterThan(first(line, "7").x());
    assertThat(first(line, "7").x()).isGreaterThan(first(line, "3").x());
    // What stands around it is as if it were not there.
    assertThat(first(line, "v").x()).isLessThan(first(line, "3").x());
    assertThat(shin.x()).isLessThan(first(line, "d").x());
  }

  @Test
  void arabicLettersAreJoined() throws IOException {
    List<Placed> all = placed(ARABIC);
    // Ain at the beginning, lam in the middle, meem at the end.
    Placed ain = first(all, "\uFECB");
    Placed lam = first(all, "\uFEE0");
    Placed meem = first(all, "\uFEE2");
    assertThat(ain.x()).isGreaterThan(lam.x());
    assertThat(lam.x()).isGreaterThan(meem.x());
  }

  @Test
  void latinTextNeedsNoReordering() {
    assertThat(RightToLeft.isIn("38.5 °C — “fever”, ≥ 2")).isFalse();
    assertThat(RightToLeft.isIn(HEBREW)).isTrue();
  }
}
