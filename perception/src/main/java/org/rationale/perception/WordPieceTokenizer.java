package org.rationale.perception;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;

/**
 * BERT's tokenizer: normalisation, splitting at white space and punctuation, and WordPiece with the
 * greedy longest match first. Reads the {@code tokenizer.json} of Hugging Face's tokenizers, of
 * which it takes the vocabulary and the normaliser's settings.
 *
 * <p>Special tokens are never read from a text: {@code [SEP]} in a note is three words, so that a
 * note cannot change how the model takes it apart.
 *
 * <p>Source: Devlin et al. 2019, BERT; Wu et al. 2016, section 4.1 (WordPiece).
 */
final class WordPieceTokenizer {

  /**
   * A text as the model takes it.
   *
   * @param ids of the pieces, with {@code [CLS]} first and {@code [SEP]} last
   * @param words for each piece the index of its word; -1 for the two special pieces
   */
  @SuppressWarnings("ArrayRecordComponent") // the arrays go to the model as they are
  record Encoding(long[] ids, int[] words) {

    int length() {
      return ids.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Encoding that
          && Arrays.equals(ids, that.ids)
          && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
      return Arrays.toString(ids);
    }
  }

  /** A vocabulary's 30,000 keys occur once each: there is nothing to gain from remembering them. */
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
              .build());

  private final Map<String, Integer> vocabulary;
  private final String continuation;
  private final int longestWord;
  private final int unknown;
  private final int classification;
  private final int separator;
  private final boolean cleanText;
  private final boolean separateChinese;
  private final boolean lowercase;
  private final boolean stripAccents;
  private final String sha256;

  private WordPieceTokenizer(JsonNode json, String sha256) {
    JsonNode model = json.path("model");
    JsonNode normalizer = json.path("normalizer");
    vocabulary = HashMap.newHashMap(model.path("vocab").size());
    model.path("vocab").properties().forEach(e -> vocabulary.put(e.getKey(), e.getValue().asInt()));
    continuation = model.path("continuing_subword_prefix").asText("##");
    longestWord = model.path("max_input_chars_per_word").asInt(100);
    unknown = special(model.path("unk_token").asText("[UNK]"));
    classification = special("[CLS]");
    separator = special("[SEP]");
    cleanText = normalizer.path("clean_text").asBoolean(true);
    separateChinese = normalizer.path("handle_chinese_chars").asBoolean(true);
    lowercase = normalizer.path("lowercase").asBoolean(true);
    // As in BERT's own code, accents go where case goes unless the file says otherwise.
    stripAccents = normalizer.path("strip_accents").asBoolean(lowercase);
    this.sha256 = sha256;
  }

  /**
   * Reads a tokenizer.
   *
   * @param place for messages
   * @throws InvalidInputException if the bytes are no {@code tokenizer.json} of a BERT model
   */
  static WordPieceTokenizer read(byte[] bytes, String place) {
    try {
      JsonNode json = JSON.readTree(bytes);
      String model = json.path("model").path("type").asText("WordPiece");
      if (!json.path("model").path("vocab").isObject()
          || !model.equals("WordPiece")
          || !json.path("normalizer").path("type").asText("").equals("BertNormalizer")
          || !json.path("pre_tokenizer").path("type").asText("").equals("BertPreTokenizer")) {
        throw new InvalidInputException(
            "tokenizer-kind",
            place,
            "The tokenizer is not BERT's (model type (%s)).".formatted(model),
            "Only BertNormalizer, BertPreTokenizer and WordPiece are read.");
      }
      return new WordPieceTokenizer(json, Sha256.of(bytes));
    } catch (IOException e) {
      throw new InvalidInputException(
          "tokenizer-unreadable",
          place,
          "The tokenizer is no JSON file.",
          "Take the tokenizer.json that came with the model.");
    }
  }

  private int special(String token) {
    Integer id = vocabulary.get(token);
    if (id == null) {
      throw new InvalidInputException(
          "tokenizer-kind",
          "tokenizer.json",
          "The vocabulary has no (%s).".formatted(token),
          "Take the tokenizer.json that came with the model.");
    }
    return id;
  }

  String sha256() {
    return sha256;
  }

  /** Normalises a text and splits it into words and punctuation marks. */
  List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    StringBuilder form = new StringBuilder();
    int start = 0;
    int end = 0;
    int next;
    for (int at = 0; at < text.length(); at = next) {
      int c = text.codePointAt(at);
      next = at + Character.charCount(c);
      if (isWhitespace(c)) {
        flush(form, start, end, words);
        continue;
      }
      if (cleanText && isDropped(c)) {
        continue;
      }
      String normal = normalise(c);
      boolean alone = separateChinese && isChinese(c);
      if (alone) {
        flush(form, start, end, words);
      }
      for (int i = 0; i < normal.length(); ) {
        int n = normal.codePointAt(i);
        i += Character.charCount(n);
        if (isWhitespace(n)) {
          flush(form, start, end, words);
        } else if (isPunctuation(n)) {
          flush(form, start, end, words);
          words.add(new Word(Character.toString(n), at, next));
        } else {
          if (form.isEmpty()) {
            start = at;
          }
          form.appendCodePoint(n);
          end = next;
        }
      }
      if (alone) {
        flush(form, start, end, words);
      }
    }
    flush(form, start, end, words);
    return words;
  }

  private static void flush(StringBuilder form, int start, int end, List<Word> words) {
    if (!form.isEmpty()) {
      words.add(new Word(form.toString(), start, end));
      form.setLength(0);
    }
  }

  /** The ids of a word's pieces. */
  int[] pieces(String form) {
    if (form.codePointCount(0, form.length()) > longestWord) {
      return new int[] {unknown};
    }
    int[] ids = new int[form.length()];
    int count = 0;
    for (int from = 0; from < form.length(); ) {
      int to = form.length();
      Integer id = null;
      while (to > from) {
        String piece = form.substring(from, to);
        id = vocabulary.get(from == 0 ? piece : continuation + piece);
        if (id != null) {
          break;
        }
        to = form.offsetByCodePoints(to, -1);
      }
      if (id == null) {
        return new int[] {unknown};
      }
      ids[count++] = id;
      from = to;
    }
    return Arrays.copyOf(ids, count);
  }

  /**
   * Encodes words.
   *
   * @param maximumLength pieces at most, the two special ones included; what is beyond is cut off
   */
  Encoding encode(List<Word> words, int maximumLength) {
    return encode(words.size(), w -> pieces(words.get(w).form()), maximumLength);
  }

  /**
   * Encodes words whose pieces may be known.
   *
   * @param count of the words
   * @param pieces of each
   */
  Encoding encode(int count, IntFunction<int[]> pieces, int maximumLength) {
    long[] ids = new long[maximumLength];
    int[] owners = new int[maximumLength];
    int length = 0;
    ids[length] = classification;
    owners[length++] = -1;
    fill:
    for (int w = 0; w < count; w++) {
      for (int id : pieces.apply(w)) {
        if (length == maximumLength - 1) {
          break fill;
        }
        ids[length] = id;
        owners[length++] = w;
      }
    }
    ids[length] = separator;
    owners[length++] = -1;
    return new Encoding(Arrays.copyOf(ids, length), Arrays.copyOf(owners, length));
  }

  private String normalise(int c) {
    if (c < 0x80) {
      return Character.toString(lowercase ? Character.toLowerCase(c) : c);
    }
    String text = Character.toString(c);
    if (!stripAccents && !lowercase) {
      return text;
    }
    StringBuilder normal = new StringBuilder();
    String decomposed = stripAccents ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
    decomposed
        .codePoints()
        .filter(n -> !stripAccents || Character.getType(n) != Character.NON_SPACING_MARK)
        .map(n -> lowercase ? Character.toLowerCase(n) : n)
        .forEach(normal::appendCodePoint);
    return normal.toString();
  }

  private static boolean isWhitespace(int c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || Character.isSpaceChar(c);
  }

  private static boolean isDropped(int c) {
    if (c == 0 || c == 0xFFFD) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** ASCII's marks that Unicode calls symbols ({@code $ + < = > ^ ` | ~}) count as punctuation. */
  static boolean isPunctuation(int c) {
    if ((c >= 33 && c <= 47)
        || (c >= 58 && c <= 64)
        || (c >= 91 && c <= 96)
        || (c >= 123 && c <= 126)) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /**
   * The blocks of CJK ideographs that BERT takes one by one; kana and Hangul are not among them.
   */
  private static boolean isChinese(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B73F)
        || (c >= 0x2B740 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
