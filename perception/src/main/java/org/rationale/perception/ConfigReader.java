package org.rationale.perception;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;

/**
 * Reads one mapping of a configuration that was parsed from YAML or JSON. A value that is missing
 * or of the wrong kind is reported to the shared list and read as empty, so that one pass finds
 * everything that is wrong.
 */
final class ConfigReader {

  private static final ObjectMapper CANONICAL =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private final Map<String, Object> config;
  private final Map<String, String> prefixes;
  private final Opening opening;
  private final String place;
  private final List<Diagnostic> diagnostics;

  ConfigReader(
      Map<String, Object> config,
      Opening opening,
      Map<String, String> prefixes,
      String place,
      List<Diagnostic> diagnostics) {
    this.config = config;
    this.prefixes = prefixes;
    this.opening = opening;
    this.place = place;
    this.diagnostics = diagnostics;
  }

  /** The mapping as it was parsed. */
  Map<String, Object> values() {
    return config;
  }

  /** What is shared with others who open the pack. */
  Opening opening() {
    return opening;
  }

  Path packFolder() {
    return opening.folder();
  }

  Map<String, String> prefixes() {
    return prefixes;
  }

  String place() {
    return place;
  }

  String place(String key) {
    return place + "." + key;
  }

  boolean has(String key) {
    return config.get(key) != null;
  }

  void report(String code, String at, String message, String hint) {
    diagnostics.add(new Diagnostic(code, at, message, hint));
  }

  /** Reports every key that is not among the known ones. */
  void allowOnly(String... keys) {
    allowOnly(List.of(), keys);
  }

  /** As {@link #allowOnly(String...)}, with keys that another one reads. */
  void allowOnly(List<String> others, String... keys) {
    List<String> known = Stream.concat(Stream.of(keys), others.stream()).toList();
    for (String key : config.keySet()) {
      if (!known.contains(key)) {
        report(
            "unknown-key",
            place,
            "The key (%s) is not known here.".formatted(key),
            nearest(key, known));
      }
    }
  }

  static List<String> joined(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  Optional<String> string(String key) {
    Object value = config.get(key);
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    if (value != null) {
      report(
          "wrong-kind",
          place(key),
          "The value (%s) is not a text.".formatted(value),
          "Write it in quotes.");
    }
    return Optional.empty();
  }

  Optional<String> requiredString(String key) {
    requirePresent(key);
    return string(key);
  }

  boolean flag(String key) {
    Object value = config.get(key);
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value != null) {
      report(
          "wrong-kind",
          place(key),
          "The value (%s) is neither true nor false.".formatted(value),
          "Write true or false.");
    }
    return false;
  }

  Optional<BigDecimal> number(String key) {
    Object value = config.get(key);
    Optional<BigDecimal> number = decimal(value);
    if (value != null && number.isEmpty()) {
      report(
          "wrong-kind",
          place(key),
          "The value (%s) is not a finite number.".formatted(value),
          "Write a number without its unit.");
    }
    return number;
  }

  /** One of the constants, written in any case. */
  <E extends Enum<E>> Optional<E> oneOf(String key, E[] constants) {
    Optional<String> name = string(key);
    for (E constant : constants) {
      if (name.filter(constant.name()::equalsIgnoreCase).isPresent()) {
        return Optional.of(constant);
      }
    }
    List<String> known =
        Stream.of(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    name.ifPresent(
        said ->
            report(
                "unknown-value",
                place(key),
                "The value (%s) is not known.".formatted(said),
                nearest(said, known)));
    return Optional.empty();
  }

  /** A number, or a list of numbers; empty if absent. */
  List<Double> numbers(String key) {
    if (!(config.get(key) instanceof List<?> items)) {
      return number(key).map(number -> List.of(number.doubleValue())).orElse(List.of());
    }
    List<Double> numbers = new ArrayList<>();
    for (Object item : items) {
      Optional<BigDecimal> number = decimal(item);
      if (number.isEmpty()) {
        report(
            "wrong-kind",
            place(key),
            "The value (%s) is not a finite number.".formatted(item),
            "Write numbers without units.");
        return List.of();
      }
      numbers.add(number.get().doubleValue());
    }
    return List.copyOf(numbers);
  }

  /** A list of texts; empty if absent. */
  List<String> strings(String key) {
    List<String> texts = new ArrayList<>();
    if (config.get(key) instanceof List<?> items) {
      items.forEach(item -> texts.add(String.valueOf(item)));
    } else if (has(key)) {
      report(
          "wrong-kind",
          place(key),
          "The value (%s) is not a list.".formatted(config.get(key)),
          "Write a list of names.");
    }
    return List.copyOf(texts);
  }

  /** A whole number in a range, both ends included, or what counts where none is given. */
  int wholeNumber(String key, int otherwise, int least, int greatest) {
    Optional<BigDecimal> number = number(key);
    if (number.isEmpty()) {
      return otherwise;
    }
    try {
      int value = number.get().intValueExact();
      if (value >= least && value <= greatest) {
        return value;
      }
    } catch (ArithmeticException notWhole) {
      // Reported below.
    }
    report(
        "out-of-range",
        place(key),
        "The value (%s) is no whole number from %d to %d."
            .formatted(number.get().toPlainString(), least, greatest),
        "Leave it out for %d.".formatted(otherwise));
    return otherwise;
  }

  /** A list of mappings, each as a reader with its own place. */
  List<ConfigReader> mappings(String key) {
    Object value = config.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> items)) {
      report(
          "wrong-kind",
          place(key),
          "The value (%s) is not a list.".formatted(value),
          "Write a list of mappings.");
      return List.of();
    }
    List<ConfigReader> readers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      mapping(items.get(i), "%s[%d]".formatted(place(key), i)).ifPresent(readers::add);
    }
    return List.copyOf(readers);
  }

  Optional<ConfigReader> mapping(String key) {
    return has(key) ? mapping(config.get(key), place(key)) : Optional.empty();
  }

  /** The entries of a mapping under a key, in their order, with keys as texts. */
  Map<String, Object> entries(String key) {
    return mapping(key).map(reader -> reader.config).orElse(Map.of());
  }

  /** The entries of a mapping of mappings, in their order. */
  Map<String, ConfigReader> namedMappings(String key) {
    Map<String, ConfigReader> readers = new LinkedHashMap<>();
    entries(key)
        .forEach(
            (name, value) ->
                mapping(value, place(key) + "." + name)
                    .ifPresent(reader -> readers.put(name, reader)));
    return readers;
  }

  private Optional<ConfigReader> mapping(@Nullable Object value, String at) {
    if (value instanceof Map<?, ?> map) {
      return Optional.of(new ConfigReader(textKeys(map), opening, prefixes, at, diagnostics));
    }
    report(
        "wrong-kind",
        at,
        "The value (%s) is not a mapping.".formatted(value),
        "Write key: value pairs.");
    return Optional.empty();
  }

  private boolean isText(String key) {
    return config.get(key) instanceof String;
  }

  /** A reader whose key holds what a file of the pack holds. */
  private ConfigReader inFile(String key, Path file, Object content) {
    Path folder = packFolder().toAbsolutePath().normalize();
    return new ConfigReader(
        Map.of(key, content), opening, prefixes, folder.relativize(file) + ":", diagnostics);
  }

  /** A value may stand in a JSON file of the pack, which is then named in its place. */
  ConfigReader fromFileOrHere(String key) {
    return isText(key)
        ? file(key).map(file -> inFile(key, file, parse(file, place(key)))).orElseGet(this::empty)
        : this;
  }

  private static Object parse(Path file, String place) {
    try {
      return new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .readValue(file.toFile(), Object.class);
    } catch (IOException e) {
      throw new InvalidInputException(
          "bad-json",
          place,
          "The file (%s) is no JSON: %s.".formatted(file, firstLine(e)),
          "Mend it, or write it anew with the training code.");
    }
  }

  private static String firstLine(IOException e) {
    return e.getMessage() == null ? "unreadable" : e.getMessage().lines().findFirst().orElse("");
  }

  /** A reader of nothing, for a mapping that may be left out. */
  ConfigReader empty() {
    return new ConfigReader(Map.of(), opening, prefixes, place, diagnostics);
  }

  /** An IRI under a key: a prefixed name of the pack, or a full IRI, in angle brackets or not. */
  Optional<Node> iri(String key) {
    requirePresent(key);
    return string(key).flatMap(text -> resolve(text, place(key)));
  }

  Optional<Node> resolve(Object value, String at) {
    if (!(value instanceof String text)) {
      report(
          "wrong-kind",
          at,
          "The value (%s) is not an IRI.".formatted(value),
          "Write a prefixed name.");
      return Optional.empty();
    }
    if (text.startsWith("<") && text.endsWith(">")) {
      return Optional.of(NodeFactory.createURI(text.substring(1, text.length() - 1)));
    }
    int colon = text.indexOf(':');
    if (colon >= 0) {
      String namespace = prefixes.get(text.substring(0, colon));
      if (namespace != null) {
        return Optional.of(NodeFactory.createURI(namespace + text.substring(colon + 1)));
      }
      if (text.startsWith("//", colon + 1) || text.startsWith("urn:")) {
        return Optional.of(NodeFactory.createURI(text));
      }
    }
    report(
        "unknown-prefix",
        at,
        "The name (%s) has no prefix that the pack declares.".formatted(text),
        colon > 0
            ? nearest(text.substring(0, colon), prefixes.keySet())
            : "Write it as prefix:name.");
    return Optional.empty();
  }

  /** A file under a key: inside the pack's folder, and there. */
  Optional<Path> file(String key) {
    requirePresent(key);
    return string(key).flatMap(name -> file(name, place(key)));
  }

  /** A list of files under a key: each inside the pack's folder, and there. */
  List<Path> files(String key) {
    requirePresent(key);
    List<Path> files = new ArrayList<>();
    if (config.get(key) instanceof List<?> names && !names.isEmpty()) {
      for (int i = 0; i < names.size(); i++) {
        String at = "%s[%d]".formatted(place(key), i);
        file(String.valueOf(names.get(i)), at).ifPresent(files::add);
      }
    } else if (has(key)) {
      report(
          "wrong-kind",
          place(key),
          "The value (%s) is not a list of files.".formatted(config.get(key)),
          "Write a list of file names.");
    }
    return files;
  }

  /** A file under a key: inside the pack's folder, but it need not be there yet. */
  Optional<Path> fileToBe(String key) {
    requirePresent(key);
    return string(key).flatMap(name -> inPack(name, place(key)));
  }

  /** One file or a list of them under a key, inside the pack's folder; none if it is absent. */
  List<Path> filesToBe(String key) {
    List<?> names = config.get(key) instanceof List<?> list ? list : Arrays.asList(config.get(key));
    return names.stream()
        .filter(Objects::nonNull)
        .flatMap(name -> inPack(String.valueOf(name), place(key)).stream())
        .toList();
  }

  private Optional<Path> file(String name, String at) {
    return inPack(name, at).filter(file -> isThere(file, name, at));
  }

  /** A folder inside the pack's, which is there. */
  Optional<Path> folder(String name, String at) {
    Optional<Path> folder = inPack(name, at);
    if (folder.isPresent() && !Files.isDirectory(folder.get())) {
      report(
          "folder-missing",
          at,
          "The folder (%s) is not there.".formatted(name),
          "Paths are relative to the pack's folder (%s).".formatted(packFolder()));
      return Optional.empty();
    }
    return folder;
  }

  private Optional<Path> inPack(String name, String at) {
    Path folder = packFolder().toAbsolutePath().normalize();
    Path file;
    try {
      file = folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      report("file-missing", at, "The value (%s) is no file name.".formatted(name), "");
      return Optional.empty();
    }
    if (!file.startsWith(folder)) {
      report(
          "file-outside-pack",
          at,
          "The file (%s) lies outside the pack.".formatted(name),
          "Copy it into the pack's folder.");
      return Optional.empty();
    }
    return Optional.of(file);
  }

  private boolean isThere(Path file, String name, String at) {
    boolean there = Files.isRegularFile(file);
    if (!there) {
      report(
          "file-missing",
          at,
          "The file (%s) is not there.".formatted(name),
          "Paths are relative to the pack's folder (%s).".formatted(packFolder()));
    }
    return there;
  }

  /** The SHA-256 of this configuration: the identity of a reader that has no model. */
  String sha256() {
    return canonicalSha256(Map.of("config", config, "prefixes", prefixes));
  }

  void requirePresent(String key) {
    if (!has(key)) {
      report("missing-key", place, "The key (%s) is missing.".formatted(key), "Add it.");
    }
  }

  /** The SHA-256 of a value's JSON form with its keys in alphabetical order. */
  static String canonicalSha256(Object value) {
    try {
      return Sha256.of(CANONICAL.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "The value (%s) has no JSON form.\nMaybe it holds something that no JSON file can hold."
              .formatted(value),
          e);
    }
  }

  /** A finite number of any of the kinds that parsers make. */
  static Optional<BigDecimal> decimal(@Nullable Object value) {
    return switch (value) {
      case BigDecimal number -> Optional.of(number);
      case BigInteger number -> Optional.of(new BigDecimal(number));
      case Double number when Double.isFinite(number) -> Optional.of(BigDecimal.valueOf(number));
      // A float's own shortest text: 0.1f is meant as 0.1, not as 0.10000000149.
      case Float number when Float.isFinite(number) ->
          Optional.of(new BigDecimal(number.toString()));
      case Long number -> Optional.of(BigDecimal.valueOf(number));
      case Integer number -> Optional.of(BigDecimal.valueOf(number));
      case Short number -> Optional.of(BigDecimal.valueOf(number));
      case Byte number -> Optional.of(BigDecimal.valueOf(number));
      case null -> Optional.empty();
      default -> Optional.empty();
    };
  }

  /**
   * The entries of a parsed mapping with their keys as texts: YAML reads a key {@code 4} as a
   * number.
   */
  static Map<String, Object> textKeys(Map<?, ?> map) {
    Map<String, Object> texts = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (value != null) {
            texts.put(String.valueOf(key), value);
          }
        });
    return texts;
  }

  /** A hint that names the closest known name, or all of them if none is close. */
  static String nearest(String name, Collection<String> known) {
    TreeMap<Integer, String> byDistance = new TreeMap<>();
    for (String candidate : known) {
      byDistance.putIfAbsent(
          distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT)), candidate);
    }
    if (byDistance.isEmpty()) {
      return "Nothing is known here.";
    }
    return byDistance.firstKey() <= Math.max(2, name.length() / 3)
        ? "Did you mean (%s)?".formatted(byDistance.firstEntry().getValue())
        : "Known: %s.".formatted(String.join(", ", known));
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
