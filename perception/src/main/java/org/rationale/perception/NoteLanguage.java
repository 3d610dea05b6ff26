package org.rationale.perception;

import com.ibm.icu.util.ULocale;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Sha256;
import org.rationale.perception.ClinicalText.Range;
import org.rationale.perception.ClinicalText.Sentence;

/**
 * What of a note is not in English. The encoder, the phrases and the triggers are English: of
 * another language they would read little, and that little wrongly ("RR" is a blood pressure in
 * German), which looks like a note that says nothing.
 *
 * <p>A sentence whose letters are mostly of another script than the Latin one is not read, nor is a
 * note of which that is true as a whole. A note in Latin script goes by Apache OpenNLP's detector,
 * which takes long to load and is therefore asked only about notes with few words that are common
 * in English and nowhere else.
 */
final class NoteLanguage {

  /**
   * What is not read.
   *
   * @param whole whether it is the whole note
   * @param sentences else those, by their index
   * @param judge what told; empty if it was the letters' script
   * @param reason for people, one sentence
   */
  record Unread(
      boolean whole, Set<Integer> sentences, Optional<ModelIdentity> judge, String reason) {}

  /** Of an English note's words usually a fifth; as good as none of other languages'. */
  private static final Set<String> ENGLISH =
      Set.of(
          "the", "and", "with", "his", "she", "from", "since", "this", "that", "there", "not",
          "which", "were", "have", "had", "pain", "chest", "cough", "days", "weeks", "left",
          "right", "denies", "breath", "sudden", "old", "some", "very", "more", "after", "off",
          "only", "home", "well", "low", "both", "when", "out", "down", "last", "night", "now",
          "blood", "heart", "without", "day", "week", "any", "worse", "better", "clear", "sore",
          "leg", "short");

  private static final double ENOUGH_ENGLISH = 0.08;

  /** Shorter notes tell no language. Of the words of two letters or more. */
  private static final int FEWEST_WORDS = 6;

  /**
   * By how much another language must be likelier than English. Of the English sentences that this
   * was tried with the worst had 1.9; of notes of a few words in other languages most had more than
   * 3.5.
   */
  private static final double CLEARLY = 2.5;

  /**
   * The same for eight words or more of which none is a common English one: the worst of 395 such
   * pieces of English notes had 1.33.
   */
  private static final double WITHOUT_ENGLISH = 1.6;

  private static final int TELLING_WORDS = 8;

  /** Short lists of diagnoses and drugs pass for Latin. */
  private static final String LATIN = "lat";

  private static final int CHARACTERS = 4_000;
  private static final int QUOTED = 60;

  private NoteLanguage() {}

  /** Empty if all of it can be read. */
  static Optional<Unread> unread(ClinicalText note) {
    Map<UnicodeScript, Integer> all = new EnumMap<>(UnicodeScript.class);
    Map<UnicodeScript, Integer> foreign = new EnumMap<>(UnicodeScript.class);
    Set<Integer> sentences = new LinkedHashSet<>();
    for (int s = 0; s < note.sentences().size(); s++) {
      Map<UnicodeScript, Integer> own = letters(note.quote(range(note.sentences().get(s))));
      own.forEach((script, count) -> all.merge(script, count, Integer::sum));
      if (isForeign(own)) {
        sentences.add(s);
        own.forEach((script, count) -> foreign.merge(script, count, Integer::sum));
      }
    }
    if (isForeign(all)) {
      return Optional.of(
          new Unread(
              true,
              Set.of(),
              Optional.empty(),
              "The note is written in %s script; only notes in English are read."
                  .formatted(scripts(all))));
    }
    if (!sentences.isEmpty()) {
      Range first = range(note.sentences().get(sentences.iterator().next()));
      return Optional.of(
          new Unread(
              false,
              Set.copyOf(sentences),
              Optional.empty(),
              "%s in %s script and not read, from “%s” on; only English is read."
                  .formatted(
                      sentences.size() == 1
                          ? "One sentence is"
                          : sentences.size() + " sentences are",
                      scripts(foreign),
                      shortened(note.quote(first)))));
    }
    return otherLanguage(note)
        .map(
            language ->
                new Unread(
                    true,
                    Set.of(),
                    Optional.of(Detector.IDENTITY),
                    "The note seems to be written in %s; only notes in English are read."
                        .formatted(language)));
  }

  private static Range range(Sentence sentence) {
    return new Range(sentence.from(), sentence.to());
  }

  private static Map<UnicodeScript, Integer> letters(String text) {
    Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
    text.codePoints()
        .filter(Character::isLetter)
        .mapToObj(UnicodeScript::of)
        .filter(script -> script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED)
        .forEach(script -> letters.merge(script, 1, Integer::sum));
    return letters;
  }

  private static boolean isForeign(Map<UnicodeScript, Integer> letters) {
    int latin = letters.getOrDefault(UnicodeScript.LATIN, 0);
    int all = letters.values().stream().mapToInt(Integer::intValue).sum();
    return all - latin > latin && all - latin > 1;
  }

  private static String scripts(Map<UnicodeScript, Integer> letters) {
    return letters.keySet().stream()
        .filter(script -> script != UnicodeScript.LATIN)
        .map(NoteLanguage::name)
        .collect(Collectors.joining(" and "));
  }

  private static String name(UnicodeScript script) {
    String name = script.name().replace('_', ' ').toLowerCase(Locale.ROOT);
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static String shortened(String quote) {
    int end = Math.min(quote.length(), QUOTED);
    return end == quote.length()
        ? quote
        : quote.substring(0, Character.isHighSurrogate(quote.charAt(end - 1)) ? end - 1 : end)
            + "…";
  }

  /** The language's name in English, if the note is clearly in another one than that. */
  private static Optional<String> otherLanguage(ClinicalText note) {
    long words = 0;
    long english = 0;
    for (Word word : note.words()) {
      if (word.form().length() > 1 && word.form().chars().allMatch(Character::isLetter)) {
        words++;
        english += ENGLISH.contains(word.form()) ? 1 : 0;
      }
    }
    if (words < FEWEST_WORDS || english >= ENOUGH_ENGLISH * words) {
      return Optional.empty();
    }
    String text = note.text();
    Language[] languages =
        new LanguageDetectorME(Detector.MODEL)
            .predictLanguages(text.substring(0, Math.min(text.length(), CHARACTERS)));
    Language likeliest = languages[0];
    double itself =
        IntStream.range(0, languages.length)
            .filter(l -> languages[l].getLang().equals("eng"))
            .mapToDouble(l -> languages[l].getConfidence())
            .sum();
    double factor = english == 0 && words >= TELLING_WORDS ? WITHOUT_ENGLISH : CLEARLY;
    return likeliest.getLang().equals(LATIN) || likeliest.getConfidence() < factor * itself
        ? Optional.empty()
        : Optional.of(new ULocale(likeliest.getLang()).getDisplayLanguage(ULocale.ENGLISH));
  }

  /** Loaded on first use. */
  private static final class Detector {

    private static final String RESOURCE = "/langdetect-183.bin";
    private static final LanguageDetectorModel MODEL;
    private static final ModelIdentity IDENTITY;

    static {
      try (InputStream in = LanguageDetectorModel.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(
              "The resource (%s) of opennlp-models-langdetect is missing.".formatted(RESOURCE));
        }
        byte[] content = in.readAllBytes();
        MODEL = new LanguageDetectorModel(new ByteArrayInputStream(content));
        IDENTITY = new ModelIdentity("langdetect-183 of Apache OpenNLP", Sha256.of(content));
      } catch (IOException e) {
        throw new IllegalStateException("The language detector cannot be read.", e);
      }
    }

    private Detector() {}
  }
}
