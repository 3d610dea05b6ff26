package org.rationale.perception;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.rationale.perception.ClinicalText.Range;
import org.rationale.perception.ClinicalText.Sentence;
import org.rationale.perception.Trigger.Direction;
import org.rationale.perception.Trigger.Effect;

/**
 * Finds in which sense a finding is mentioned, by trigger phrases and their scopes. A trigger's
 * scope reaches from it to the end of its sentence, or to a phrase that terminates it; a pseudo
 * trigger covers the triggers inside it. The triggers are a table of the resource {@code
 * triggers.tsv}.
 *
 * <p>Source: Harkema, Dowling, Thornblade and Chapman 2009, ConText; Chapman et al. 2001, NegEx.
 * Beyond them: a heading ({@code Family history:}) reaches over the lines below it.
 */
final class ContextReader {

  /**
   * A trigger in a note.
   *
   * @param scope the words that it has an effect on; empty for pseudo-triggers and terminations
   */
  record Found(Trigger trigger, Range at, Range scope) {}

  /**
   * How a mention is to be read.
   *
   * @param because the triggers that made it so, in the order of their effects
   */
  record Reading(Context context, List<Found> because) {}

  private static final String LEXICON = "triggers.tsv";
  private static final String YEAR = "<year>";

  /** One of them may stand between two words of a trigger: {@code has now settled}. */
  private static final Set<String> ADVERBS =
      Set.of(
          "now",
          "since",
          "already",
          "completely",
          "fully",
          "entirely",
          "largely",
          "clinically",
          "definitely",
          "safely",
          "really",
          "clearly",
          "also",
          "all",
          "both",
          "ever",
          "yet");

  /** As adverbs, in what only looks like a trigger: {@code husband had noticed}. */
  private static final Set<String> AUXILIARIES =
      Set.of("has", "had", "have", "also", "now", "only");

  /**
   * Words that may lie between a trigger and a subject of its own: {@code unsure whether he has}.
   */
  private static final Set<String> LINKS = Set.of("that", "if", "whether", "the", "a", "an");

  private final Map<String, List<Trigger>> byFirstWord;

  private ContextReader(Map<String, List<Trigger>> byFirstWord) {
    this.byFirstWord = byFirstWord;
  }

  static ContextReader open(WordPieceTokenizer tokenizer) {
    Map<String, List<Trigger>> triggers = new HashMap<>();
    try (InputStream in = ContextReader.class.getResourceAsStream(LEXICON)) {
      if (in == null) {
        throw new IllegalStateException("The resource (%s) is missing.".formatted(LEXICON));
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          Trigger trigger = parse(line, tokenizer);
          triggers
              .computeIfAbsent(trigger.words().getFirst(), first -> new ArrayList<>())
              .add(trigger);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("The resource (%s) cannot be read.".formatted(LEXICON), e);
    }
    triggers
        .values()
        .forEach(list -> list.sort(Comparator.comparingInt((Trigger t) -> -t.words().size())));
    return new ContextReader(triggers);
  }

  private static Trigger parse(String line, WordPieceTokenizer tokenizer) {
    List<String> cells = List.of(line.split("\t", -1));
    if (cells.size() != 3) {
      throw new IllegalStateException(
          "The line (%s) of %s has not three cells.".formatted(line, LEXICON));
    }
    return new Trigger(
        cells.get(0),
        words(cells.get(0), tokenizer),
        Effect.valueOf(cells.get(1).toUpperCase(Locale.ROOT)),
        Direction.valueOf(cells.get(2).toUpperCase(Locale.ROOT)));
  }

  /** The words of a trigger's phrase, with {@code <year>} as one word. */
  private static List<String> words(String phrase, WordPieceTokenizer tokenizer) {
    List<String> words = new ArrayList<>();
    for (String part : List.of(phrase.split(" ", -1))) {
      if (part.equals(YEAR)) {
        words.add(YEAR);
      } else {
        tokenizer.words(part).forEach(word -> words.add(word.form()));
      }
    }
    return words;
  }

  /** How triggers write a word: a number that can only be a year is any year. */
  private static String form(String word) {
    boolean year =
        word.length() == 4
            && (word.startsWith("19") || word.startsWith("20"))
            && word.chars().allMatch(Character::isDigit);
    return year ? YEAR : word;
  }

  /**
   * The triggers of a sentence with their scopes.
   *
   * @param taken what is part of a finding's own name, so that no trigger begins there: {@code no
   *     energy}
   */
  List<Found> triggers(ClinicalText note, Sentence sentence, List<Range> taken) {
    List<Found> matches = new ArrayList<>();
    for (int w = sentence.from(); w < sentence.to(); ) {
      List<Found> longest = longestAt(note, w, sentence.to());
      if (longest.isEmpty()) {
        w++;
        continue;
      }
      Range at = longest.getFirst().at();
      boolean own = taken.stream().anyMatch(range -> range.contains(at));
      if (!own) {
        matches.addAll(longest);
      }
      w = own ? w + 1 : at.to();
    }
    return matches.stream().map(match -> scoped(match, matches, note, sentence)).toList();
  }

  /** The words of a sentence that look like a finding and are none. */
  static BitSet lookAlikes(List<Found> triggers) {
    BitSet words = new BitSet();
    for (Found found : triggers) {
      if (found.trigger().direction() == Direction.LOOKALIKE) {
        words.set(found.at().from(), found.at().to());
      }
    }
    return words;
  }

  /** The triggers of the longest phrase that begins at a word: one phrase may be several. */
  private List<Found> longestAt(ClinicalText note, int w, int end) {
    List<Found> longest = new ArrayList<>();
    for (Trigger trigger : byFirstWord.getOrDefault(form(note.words().get(w).form()), List.of())) {
      int length = trigger.words().size();
      if (!longest.isEmpty() && length < longest.getFirst().trigger().words().size()) {
        break;
      }
      int to = matchEnd(note, w, end, trigger);
      if (to > 0) {
        Range at = new Range(w, to);
        longest.add(new Found(trigger, at, at));
      }
    }
    return longest;
  }

  /** Where a trigger that begins at a word ends; -1 if it does not stand there. */
  private static int matchEnd(ClinicalText note, int w, int end, Trigger trigger) {
    Set<String> between = trigger.direction() == Direction.PSEUDO ? AUXILIARIES : ADVERBS;
    int at = w;
    for (String word : trigger.words()) {
      if (at > w
          && at < end
          && between.contains(note.words().get(at).form())
          && !note.words().get(at).form().equals(word)) {
        at++;
      }
      if (at >= end || !form(note.words().get(at).form()).equals(word)) {
        return -1;
      }
      at++;
    }
    return at;
  }

  private static Found scoped(Found match, List<Found> all, ClinicalText note, Sentence sentence) {
    int from = match.at().from();
    int to = match.at().to();
    int left = sentence.from();
    int right = sentence.to();
    int own = to;
    while (own < sentence.to() && LINKS.contains(note.words().get(own).form())) {
      own++;
    }
    for (Found other : all) {
      if (other.trigger().direction() == Direction.TERMINATE
          && (other.trigger().effect() == Effect.ANY
              || other.trigger().effect() == match.trigger().effect())) {
        if (other.at().from() >= to && other.at().from() > own) {
          right = Math.min(right, other.at().from());
        } else if (other.at().to() <= from) {
          left = Math.max(left, other.at().to());
        }
      }
    }
    Direction direction = match.trigger().direction();
    boolean opens = from == left || note.words().get(from - 1).isPunctuation();
    if (direction == Direction.SEGMENT
        || direction == Direction.PRECEDING
        || (direction == Direction.EITHER && !opens)) {
      for (int w = left; w < right; w++) {
        if (note.words().get(w).form().equals(",")) {
          left = w < from ? w + 1 : left;
          right = w >= to ? w : right;
        }
      }
    }
    if (match.trigger().effect() == Effect.NEGATED
        && (direction == Direction.FORWARD || direction == Direction.FOLLOWING)) {
      right = listEnd(note, to, right, direction);
    }
    Range scope =
        switch (direction) {
          case FORWARD, FOLLOWING -> new Range(to, right);
          case BACKWARD, PRECEDING -> new Range(left, from);
          case BOTH, SEGMENT -> new Range(left, right);
          case EITHER -> opens ? new Range(to, right) : new Range(left, right);
          case LOOKALIKE, PSEUDO, TERMINATE -> new Range(from, from);
        };
    return new Found(match.trigger(), match.at(), scope);
  }

  /**
   * Where a list of what is denied ends. A list with "or" ends at the next comma: of "no cough or
   * wheeze, chest tight" the chest is not denied. One without goes on, unless its trigger reaches
   * to a comma only.
   */
  private static int listEnd(ClinicalText note, int from, int right, Direction direction) {
    int last = -1;
    for (int w = from; w < right; w++) {
      String form = note.words().get(w).form();
      if (form.equals("or") || form.equals("nor")) {
        last = w;
      }
    }
    if (last < 0 && direction == Direction.FORWARD) {
      return right;
    }
    for (int w = Math.max(from, last + 1); w < right; w++) {
      if (note.words().get(w).form().equals(",")) {
        return w;
      }
    }
    return right;
  }

  /**
   * Reads a mention.
   *
   * @param used those of its words that it was found by
   * @param triggers of its sentence
   * @param heading the triggers of the heading over its sentence, which reach over all of it
   * @param lexicallyAbsent whether its own words say that the finding is not there
   */
  static Reading read(
      Range mention,
      BitSet used,
      List<Found> triggers,
      List<Found> heading,
      boolean lexicallyAbsent) {
    List<Found> because = new ArrayList<>();
    for (Found found : triggers) {
      // Only "not afebrile" turns a word of absence round, not a "no" somewhere before it.
      boolean counts =
          !lexicallyAbsent
              || found.trigger().effect() != Effect.NEGATED
              || found.at().to() == mention.from();
      boolean reaches = found.scope().length() > 0 && found.scope().overlaps(mention);
      if (counts && reaches && !isOwn(found.at(), mention, used)) {
        because.add(found);
      }
    }
    for (Found found : heading) {
      if (found.trigger().direction() == Direction.FORWARD
          || found.trigger().direction() == Direction.BOTH) {
        because.add(found);
      }
    }
    because.sort(Comparator.comparing((Found found) -> found.trigger().effect()));
    boolean negated = has(because, Effect.NEGATED) != lexicallyAbsent;
    boolean family = has(because, Effect.FAMILY);
    Context context;
    if (has(because, Effect.HYPOTHETICAL) || has(because, Effect.OTHER) || (family && negated)) {
      context = Context.HYPOTHETICAL;
    } else if (family) {
      context = Context.FAMILY;
    } else if (negated) {
      context = Context.ABSENT;
    } else if (has(because, Effect.HISTORICAL)) {
      context = Context.HISTORICAL;
    } else if (has(because, Effect.POSSIBLE)) {
      context = Context.POSSIBLE;
    } else {
      context = Context.PRESENT;
    }
    return new Reading(context, List.copyOf(because));
  }

  /**
   * Whether a trigger is part of what names the finding: not the second word of "JVP possibly up".
   */
  private static boolean isOwn(Range trigger, Range mention, BitSet used) {
    return mention.contains(trigger) && used.get(trigger.from(), trigger.to()).cardinality() > 0;
  }

  private static boolean has(List<Found> found, Effect effect) {
    return found.stream().anyMatch(f -> f.trigger().effect() == effect);
  }
}
