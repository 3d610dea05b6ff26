package org.rationale.perception;

import java.util.BitSet;
import java.util.List;
import org.rationale.perception.ClinicalText.Range;

/**
 * What the words of a note are to those who look for phrases in it, told once for each word: it is
 * asked for each phrase and each window.
 */
final class WordForms {

  private final int[] stems;
  private final int[][] pieces;
  private final BitSet content = new BitSet();
  private final BitSet negators = new BitSet();
  private final BitSet joints = new BitSet();
  private final BitSet edges = new BitSet();

  WordForms(List<Word> words, PhraseIndex index, WordPieceTokenizer tokenizer) {
    stems = new int[words.size()];
    pieces = new int[words.size()][];
    for (int w = 0; w < stems.length; w++) {
      Word word = words.get(w);
      String form = word.form();
      boolean negator = CandidateFinder.NEGATORS.contains(form);
      boolean meant = !word.isPunctuation() && !Stems.isFunctionWord(form);
      stems[w] = index.stem(Stems.of(form));
      pieces[w] = tokenizer.pieces(form);
      content.set(w, meant);
      negators.set(w, negator);
      joints.set(w, ConceptPhrase.isJoint(form));
      edges.set(
          w, (meant || (negator && !word.isPunctuation())) && !Character.isDigit(form.charAt(0)));
    }
  }

  /** The number of a word's stem in the index; -1 if no phrase has it. */
  int stem(int w) {
    return stems[w];
  }

  /** The pieces of a word. */
  int[] pieces(int w) {
    return pieces[w];
  }

  /** Whether it carries meaning. */
  boolean isContent(int w) {
    return content.get(w);
  }

  boolean isNegator(int w) {
    return negators.get(w);
  }

  /** Whether it is a mark inside a word. */
  boolean isJoint(int w) {
    return joints.get(w);
  }

  /** Whether a window may begin or end with it. */
  boolean isEdge(int w) {
    return edges.get(w);
  }

  /** The words of a range that carry meaning. */
  BitSet content(Range range) {
    BitSet bits = new BitSet(range.to());
    for (int w = content.nextSetBit(range.from()); w >= 0 && w < range.to(); ) {
      bits.set(w);
      w = content.nextSetBit(w + 1);
    }
    return bits;
  }

  /** Whether a range has a word that turns a phrase round. */
  boolean isNegated(Range range) {
    int w = negators.nextSetBit(range.from());
    return w >= 0 && w < range.to();
  }
}
