package org.rationale.reasoner;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Probability;
import org.rationale.kg.Rat;

/** Reads {@code pack.yaml}; collects everything that is wrong with it. */
final class PackReader {

  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "title",
          "version",
          "use",
          "limits",
          "licence",
          "prefixes",
          "knowledge",
          "shapes",
          "rules",
          "drl",
          "perceptors",
          "questions",
          "cases");

  private static final Set<String> QUESTION_KEYS =
      Set.of("id", "label", "candidates", "policy", "needs", "caution");

  private final Path folder;
  private final String place;
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  private PackReader(Path folder) {
    this.folder = folder;
    this.place = folder.resolve("pack.yaml").toString();
  }

  static Pack read(Path folder) {
    return new PackReader(folder).read();
  }

  private Pack read() {
    Path file = folder.resolve("pack.yaml");
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "no-pack",
          folder.toString(),
          Files.isDirectory(folder) ? "the folder has no pack.yaml." : "there is no such pack.",
          "Name a bundled pack or a folder with a pack.yaml.");
    }
    Map<String, Object> values = parse(file);
    unknown(values, KEYS, "");
    String name = text(values, "name", "");
    if (!name.isEmpty() && !name.matches("[a-z0-9][a-z0-9-]*")) {
      report(
          "bad-name",
          "name",
          "the name (%s) is not of the form my-pack.".formatted(name),
          "Use lower-case letters, digits and hyphens.");
    }
    Map<String, String> prefixes = new LinkedHashMap<>();
    object(values, "prefixes").forEach((k, v) -> prefixes.put(k, String.valueOf(v)));
    prefixes.putIfAbsent("rat", Rat.NS);
    Map<String, Object> shapes = object(values, "shapes");
    unknown(shapes, Set.of("knowledge", "percepts"), "shapes.");
    List<Map<String, Object>> perceptors = objects(values, "perceptors");
    List<String> knowledge = files(values, "knowledge");
    List<String> knowledgeShapes = files(shapes, "knowledge");
    List<String> perceptShapes = files(shapes, "percepts");
    List<String> rules = files(values, "rules");
    List<String> drl = files(values, "drl");
    List<Pack.Candidates> questions = questions(values, name);
    String title = text(values, "title", name);
    String version = text(values, "version", "0");
    String use = text(values, "use", "");
    List<String> limits = texts(values, "limits");
    String cases = text(values, "cases", "cases");
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    PackFiles own = new PackFiles(folder);
    Map<String, PackPart> parts = new TreeMap<>(Map.of("pack.yaml", PackPart.SETTINGS));
    List.of(knowledge, knowledgeShapes, perceptShapes)
        .forEach(files -> files.forEach(each -> parts.putIfAbsent(each, PackPart.KNOWLEDGE)));
    List.of(rules, drl)
        .forEach(files -> files.forEach(each -> parts.putIfAbsent(each, PackPart.RULES)));
    perceptors.forEach(
        config ->
            own.ofPerceptor(config).forEach(each -> parts.putIfAbsent(each, PackPart.MODELS)));
    Map<String, String> hashes = own.hashes(parts.keySet());
    return new Pack(
        folder,
        new PackIdentity(
            name, title, version, PackIdentity.sha256(hashes), hashes, parts, use, limits),
        prefixes,
        knowledge,
        knowledgeShapes,
        perceptShapes,
        rules,
        drl,
        perceptors,
        questions,
        cases);
  }

  private Map<String, Object> parse(Path file) {
    try {
      Map<String, Object> values =
          YAML.readValue(
              Files.readString(file), new TypeReference<LinkedHashMap<String, Object>>() {});
      return values == null ? Map.of() : values;
    } catch (JsonProcessingException malformed) {
      JsonLocation at = malformed.getLocation();
      throw new InvalidInputException(
          "malformed-yaml",
          at == null ? place : "%s:%d:%d".formatted(place, at.getLineNr(), at.getColumnNr()),
          "this is not YAML of a pack: %s."
              .formatted(malformed.getOriginalMessage().lines().findFirst().orElse("no reason")),
          "Mend the YAML; a pack is a mapping with name, knowledge, rules, questions.");
    } catch (IOException unreadable) {
      throw new InvalidInputException(
          "unreadable",
          place,
          "the file cannot be read as UTF-8 text.",
          "Check its permissions and encoding.");
    }
  }

  private List<Pack.Candidates> questions(Map<String, Object> values, String pack) {
    List<Pack.Candidates> questions = new ArrayList<>();
    Set<String> ids = new TreeSet<>();
    List<Map<String, Object>> configs = objects(values, "questions");
    if (configs.isEmpty()) {
      report("no-questions", "questions", "the pack asks nothing.", "Add at least one question.");
    }
    for (int i = 0; i < configs.size(); i++) {
      Map<String, Object> config = configs.get(i);
      String at = "questions[%d]".formatted(i);
      unknown(config, QUESTION_KEYS, at + ".");
      String id = text(config, "id", null, at);
      if (!id.isEmpty() && !ids.add(id)) {
        report("duplicate-question", at, "the id (%s) is used twice.".formatted(id), "Rename one.");
      }
      String body = text(config, "candidates", null, at);
      Optional<Policy> policy = policy(object(config, "policy"), at);
      if (policy.isPresent()) {
        questions.add(
            new Pack.Candidates(
                new Question(
                    id,
                    text(config, "label", id, at),
                    Rat.QUESTION + pack + "/" + id,
                    policy.get(),
                    texts(config, "needs"),
                    text(config, "caution", "", at)),
                body,
                place + ": " + at + ".candidates"));
      }
    }
    return questions;
  }

  private Optional<Policy> policy(Map<String, Object> config, String at) {
    unknown(config, Set.of("kind", "threshold"), at + ".policy.");
    return switch (text(config, "kind", "", at)) {
      case "most-probable" -> threshold(config, at).map(Policy.MostProbable::new);
      case "all-above" -> threshold(config, at).map(Policy.AllAbove::new);
      case "score-value" ->
          config.containsKey("threshold")
              ? threshold(config, at).map(Policy.ScoreValue::new)
              : Optional.of(new Policy.ScoreValue(Probability.ZERO));
      default -> {
        report(
            "unknown-policy",
            at + ".policy.kind",
            "the policy (%s) is not known.".formatted(config.get("kind")),
            "Use most-probable, all-above or score-value.");
        yield Optional.empty();
      }
    };
  }

  private Optional<Probability> threshold(Map<String, Object> config, String at) {
    if (config.get("threshold") instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() <= 1) {
      return Optional.of(new Probability(number.doubleValue()));
    }
    report(
        "bad-threshold",
        at + ".policy.threshold",
        "the threshold (%s) is not a number in [0, 1].".formatted(config.get("threshold")),
        "Write threshold: 0.5, say.");
    return Optional.empty();
  }

  private void unknown(Map<String, Object> values, Set<String> known, String at) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        report(
            "unknown-key",
            at + key,
            "the key (%s) is not known.".formatted(key),
            "Known keys here: %s.".formatted(String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  private String text(
      Map<String, Object> values, String key, @Nullable String otherwise, String... at) {
    Object value = values.get(key);
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value == null && otherwise != null) {
      return otherwise;
    }
    report(
        value == null ? "missing-key" : "bad-value",
        (at.length == 0 ? "" : at[0] + ".") + key,
        value == null ? "%s is missing.".formatted(key) : "%s is not a text.".formatted(key),
        "Write %s: and a text.".formatted(key));
    return "";
  }

  private List<String> texts(Map<String, Object> values, String key) {
    List<String> texts = new ArrayList<>();
    switch (values.get(key)) {
      case null -> {}
      case String text -> texts.add(text);
      case List<?> list -> list.forEach(member -> texts.add(String.valueOf(member)));
      case Object other ->
          report(
              "bad-value",
              key,
              "%s (%s) is not a list of texts.".formatted(key, other),
              "Write %s: [a, b].".formatted(key));
    }
    return texts;
  }

  private List<String> files(Map<String, Object> values, String key) {
    List<String> names = texts(values, key);
    for (String name : names) {
      Path path = folder.resolve(name).normalize();
      if (!path.startsWith(folder.normalize())) {
        report(
            "outside-pack",
            key,
            "the file (%s) lies outside the pack.".formatted(name),
            "Move it into the pack's folder.");
      } else if (!Files.isRegularFile(path)) {
        report(
            "missing-file",
            key,
            "there is no file (%s).".formatted(name),
            "Add the file or remove its name.");
      }
    }
    return names;
  }

  private Map<String, Object> object(Map<String, Object> values, String key) {
    Map<String, Object> result = new LinkedHashMap<>();
    switch (values.get(key)) {
      case null -> {}
      case Map<?, ?> map -> map.forEach((k, v) -> result.put(String.valueOf(k), v));
      case Object other ->
          report(
              "bad-value",
              key,
              "%s (%s) is not a mapping.".formatted(key, other),
              "Write %s: {key: value}.".formatted(key));
    }
    return result;
  }

  private List<Map<String, Object>> objects(Map<String, Object> values, String key) {
    List<Map<String, Object>> result = new ArrayList<>();
    switch (values.get(key)) {
      case null -> {}
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          Map<String, Object> holder = new LinkedHashMap<>();
          holder.put("%s[%d]".formatted(key, i), list.get(i));
          result.add(object(holder, "%s[%d]".formatted(key, i)));
        }
      }
      case Object other ->
          report(
              "bad-value",
              key,
              "%s (%s) is not a list.".formatted(key, other),
              "Write one entry per line, each starting with a hyphen.");
    }
    return result;
  }

  private void report(String code, String key, String message, String hint) {
    diagnostics.add(new Diagnostic(code, place + ": " + key, message, hint));
  }
}
