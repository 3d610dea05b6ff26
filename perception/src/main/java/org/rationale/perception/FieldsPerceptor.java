package org.rationale.perception;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;

/**
 * Takes structured values as they are given: nothing is estimated, so every percept has probability
 * 1. Its identity is the hash of its configuration.
 */
final class FieldsPerceptor implements Perceptor {

  /** How the value of a field becomes an object. */
  private sealed interface Form {
    record Measure(Quantity quantity, boolean wholeOnly) implements Form {}

    record Flag() implements Form {}

    record Code(Map<String, Node> codes) implements Form {}
  }

  private record Field(String name, Node predicate, Form form, boolean many) {}

  /** What one value says, and how it was read. */
  private record Reading(String key, Node object, String note) {}

  private final String id;
  private final String input;
  private final ModelIdentity identity;
  private final Map<String, Field> fields;

  private FieldsPerceptor(
      String id, String input, ModelIdentity identity, Map<String, Field> fields) {
    this.id = id;
    this.input = input;
    this.identity = identity;
    this.fields = fields;
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Perceptor> open(String id, String input, ConfigReader config) {
    config.allowOnly("id", "kind", "input", "optional", "required", "fields");
    config.requirePresent("fields");
    Map<String, Field> fields = new LinkedHashMap<>();
    config
        .namedMappings("fields")
        .forEach(
            (name, field) ->
                configure(name, field).ifPresent(configured -> fields.put(name, configured)));
    return Optional.of(
        new FieldsPerceptor(
            id, input, new ModelIdentity("fields of " + input, config.sha256()), fields));
  }

  private static Optional<Field> configure(String name, ConfigReader config) {
    config.allowOnly("predicate", "type", "codes", "many", "unit", "min", "max", "alternatives");
    Optional<Node> predicate = config.iri("predicate");
    String type = config.string("type").orElse("number");
    if (!type.equals("code") && config.has("codes")) {
      config.report(
          "misplaced-key",
          config.place("codes"),
          "Only a field of type code has codes.",
          "Add type: code.");
    }
    Optional<Form> form =
        switch (type) {
          case "number" -> Optional.of(new Form.Measure(Quantity.configure(name, config), false));
          case "integer" -> Optional.of(new Form.Measure(Quantity.configure(name, config), true));
          case "boolean" -> Optional.of(new Form.Flag());
          case "code" -> codes(config);
          default -> {
            config.report(
                "unknown-type",
                config.place("type"),
                "The type (%s) is not known.".formatted(type),
                ConfigReader.nearest(type, List.of("number", "integer", "boolean", "code")));
            yield Optional.empty();
          }
        };
    boolean many = config.flag("many");
    return predicate.flatMap(iri -> form.map(configured -> new Field(name, iri, configured, many)));
  }

  private static Optional<Form> codes(ConfigReader config) {
    config.requirePresent("codes");
    Map<String, Node> codes = new LinkedHashMap<>();
    config
        .entries("codes")
        .forEach(
            (code, iri) ->
                config
                    .resolve(iri, config.place("codes") + "." + code)
                    .ifPresent(node -> codes.put(code, node)));
    return Optional.of(new Form.Code(codes));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String input() {
    return input;
  }

  @Override
  public List<Supply> supplies() {
    return fields.values().stream().map(FieldsPerceptor::supply).toList();
  }

  private static Supply supply(Field field) {
    return switch (field.form()) {
      case Form.Measure(Quantity quantity, boolean wholeOnly) ->
          new Supply.Measure(
              field.name(),
              field.predicate(),
              quantity.unit(),
              quantity.minimum(),
              quantity.maximum(),
              wholeOnly,
              field.many());
      case Form.Flag() ->
          new Supply.Terms(
              field.name(),
              Stream.of("true", "false")
                  .map(flag -> NodeFactory.createLiteralDT(flag, XSDDatatype.XSDboolean))
                  .map(flag -> new Supply.Said(field.predicate(), flag))
                  .toList(),
              field.many());
      case Form.Code(Map<String, Node> codes) ->
          new Supply.Terms(
              field.name(),
              codes.values().stream()
                  .distinct()
                  .map(object -> new Supply.Said(field.predicate(), object))
                  .toList(),
              field.many());
    };
  }

  @Override
  public Perception perceive(PerceptorInput given) {
    if (!(given.value() instanceof Map<?, ?> map)) {
      throw new InvalidInputException(
          "not-a-record",
          given.place(),
          "The value (%s) is not a record of named fields.".formatted(given.value()),
          "Write {\"field\": value, ...}.");
    }
    List<Diagnostic> diagnostics = new ArrayList<>();
    Map<String, Object> values = ConfigReader.textKeys(map);
    for (String name : values.keySet()) {
      if (!fields.containsKey(name)) {
        diagnostics.add(
            new Diagnostic(
                "unknown-field",
                given.place(),
                "The field (%s) is not known.".formatted(name),
                ConfigReader.nearest(name, fields.keySet())));
      }
    }
    String sha256 = diagnostics.isEmpty() ? hash(values, given.place()) : "";
    List<Percept> percepts = new ArrayList<>();
    for (Field field : fields.values()) {
      Object value = values.get(field.name());
      if (value == null) {
        continue;
      }
      for (Reading reading : read(field, value, given.place() + "." + field.name(), diagnostics)) {
        percepts.add(
            new Percept(
                id + "/" + field.name() + reading.key(),
                Triple.create(given.subject(), field.predicate(), reading.object()),
                Probability.ONE,
                1,
                id,
                identity,
                input,
                sha256,
                new Region.Columns(List.of(field.name())),
                Optional.empty(),
                reading.note()));
      }
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return Perception.of(percepts);
  }

  private static List<Reading> read(
      Field field, Object value, String place, List<Diagnostic> diagnostics) {
    if (!(value instanceof List<?> items)) {
      return readOne(field, value, place, diagnostics).stream().toList();
    }
    if (!field.many()) {
      diagnostics.add(
          new Diagnostic(
              "not-a-single-value",
              place,
              "The value (%s) is a list, but the field takes one value.".formatted(value),
              "Give one value, or mark the field with many: true."));
      return List.of();
    }
    List<Reading> readings = new ArrayList<>();
    Set<Node> seen = new LinkedHashSet<>();
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i);
      if (item != null) {
        readOne(field, item, "%s[%d]".formatted(place, i), diagnostics)
            .filter(reading -> seen.add(reading.object()))
            .map(reading -> new Reading("/" + seen.size(), reading.object(), reading.note()))
            .ifPresent(readings::add);
      }
    }
    return readings;
  }

  private static Optional<Reading> readOne(
      Field field, Object value, String place, List<Diagnostic> diagnostics) {
    return switch (field.form()) {
      case Form.Measure(Quantity quantity, boolean wholeOnly) ->
          quantity
              .read(value, place, diagnostics)
              .filter(
                  reading -> {
                    if (wholeOnly && !reading.whole()) {
                      diagnostics.add(
                          new Diagnostic(
                              "not-an-integer",
                              place,
                              "The value (%s) is not given as an integer.".formatted(value),
                              "Write it without a point."));
                    }
                    return !wholeOnly || reading.whole();
                  })
              .map(
                  reading ->
                      new Reading(
                          "",
                          reading.literal(),
                          "given as %s = %s%s%s"
                              .formatted(
                                  field.name(),
                                  reading.literal().getLiteralLexicalForm(),
                                  quantity.unitSuffix(),
                                  reading.note())));
      case Form.Flag() -> {
        if (value instanceof Boolean flag) {
          yield Optional.of(
              new Reading(
                  "",
                  NodeFactory.createLiteralDT(flag.toString(), XSDDatatype.XSDboolean),
                  "given as %s = %s".formatted(field.name(), flag)));
        }
        diagnostics.add(
            new Diagnostic(
                "not-a-boolean",
                place,
                "The value (%s) is neither true nor false.".formatted(value),
                "Write true or false, without quotes."));
        yield Optional.empty();
      }
      case Form.Code(Map<String, Node> codes) -> {
        Node object =
            value instanceof String || value instanceof Number || value instanceof Boolean
                ? codes.get(value.toString())
                : null;
        if (object == null) {
          diagnostics.add(
              new Diagnostic(
                  "unknown-code",
                  place,
                  "The code (%s) is not known.".formatted(value),
                  ConfigReader.nearest(String.valueOf(value), codes.keySet())));
          yield Optional.empty();
        }
        yield Optional.of(
            new Reading("", object, "given as %s = %s".formatted(field.name(), value)));
      }
    };
  }

  private static String hash(Map<String, Object> values, String place) {
    try {
      return ConfigReader.canonicalSha256(values);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "not-json", place, "The record holds a value that JSON cannot hold.", "");
    }
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
