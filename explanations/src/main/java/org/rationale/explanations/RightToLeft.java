package org.rationale.explanations;

import com.ibm.icu.text.ArabicShaping;
import com.ibm.icu.text.ArabicShapingException;
import com.ibm.icu.text.Bidi;
import com.openhtmltopdf.bidi.BidiReorderer;
import com.openhtmltopdf.bidi.BidiSplitter;
import com.openhtmltopdf.bidi.BidiTextRun;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which the characters of a line stand, by the Unicode Bidirectional Algorithm (UAX
 * 9), and the joined forms of Arabic letters. The PDF library's own module for this is not
 * published in the library's version.
 */
final class RightToLeft implements BidiReorderer {

  /**
   * A paragraph's stretches from left to right, and those that are not. The library sets stretches
   * in the order of the text, so that numbers and words within one from right to left belong to it:
   * all of it is reordered together, line by line.
   */
  static final class Stretches implements BidiSplitter {

    private final List<BidiTextRun> stretches = new ArrayList<>();

    @Override
    public void setParagraph(String paragraph, byte direction) {
      byte[] levels = new Bidi(paragraph, direction == RTL ? Bidi.RTL : Bidi.LTR).getLevels();
      stretches.clear();
      int start = 0;
      for (int end = 1; end <= levels.length; end++) {
        if (end == levels.length || (levels[end] == 0) != (levels[start] == 0)) {
          stretches.add(new BidiTextRun(start, end - start, levels[start] == 0 ? LTR : RTL));
          start = end;
        }
      }
    }

    @Override
    public int countTextRuns() {
      return stretches.size();
    }

    @Override
    public BidiTextRun getVisualRun(int number) {
      return stretches.get(number);
    }

    @Override
    public byte getBaseDirection(String paragraph) {
      return switch (Bidi.getBaseDirection(paragraph)) {
        case Bidi.LTR -> LTR;
        case Bidi.RTL -> RTL;
        default -> NEUTRAL;
      };
    }
  }

  /** Whether a text has letters that are written from right to left. */
  static boolean isIn(String text) {
    return java.text.Bidi.requiresBidi(text.toCharArray(), 0, text.length());
  }

  @Override
  public String reorderRTLTextToLTR(String text) {
    return new Bidi(text, Bidi.RTL).writeReordered(Bidi.DO_MIRRORING | Bidi.KEEP_BASE_COMBINING);
  }

  @Override
  public String shapeText(String text) {
    return shaped(text, ArabicShaping.LETTERS_SHAPE);
  }

  @Override
  public String deshapeText(String text) {
    return shaped(text, ArabicShaping.LETTERS_UNSHAPE);
  }

  private static String shaped(String text, int how) {
    try {
      return new ArabicShaping(how | ArabicShaping.LENGTH_GROW_SHRINK).shape(text);
    } catch (ArabicShapingException impossible) {
      throw new IllegalStateException("A text that may grow could not be shaped.", impossible);
    }
  }

  @Override
  public boolean isLiveImplementation() {
    return true;
  }
}
