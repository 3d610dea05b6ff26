package org.rationale.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.Case;

/** Cases with other inputs. */
final class ChangedInputs {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ChangedInputs() {}

  /**
   * A case with some inputs replaced.
   *
   * @param settings {@code input=value} or {@code input.member=value}; the value is JSON or, where
   *     it is none, text; {@code null} takes the input away
   * @throws InvalidInputException if one is of no such form
   */
  static Case of(Case given, List<String> settings) {
    Map<String, Object> inputs = new LinkedHashMap<>(given.inputs());
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new InvalidInputException(
            "bad-setting",
            "--set " + setting,
            "this has no name before an equals sign.",
            "Write input=value or input.member=value.");
      }
      set(inputs, setting.substring(0, equals), value(setting.substring(equals + 1)), setting);
    }
    return given.with(inputs);
  }

  private static void set(
      Map<String, Object> inputs, String name, @Nullable Object value, String setting) {
    int dot = name.indexOf('.');
    String input = dot < 0 ? name : name.substring(0, dot);
    if (dot < 0) {
      put(inputs, input, value);
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    switch (inputs.get(input)) {
      case null -> {}
      case Map<?, ?> known -> known.forEach((key, old) -> members.put(String.valueOf(key), old));
      default ->
          throw new InvalidInputException(
              "bad-setting",
              "--set " + setting,
              "the input (%s) has no members.".formatted(input),
              "Set it as a whole.");
    }
    put(members, name.substring(dot + 1), value);
    inputs.put(input, members);
  }

  private static void put(Map<String, Object> map, String key, @Nullable Object value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  private static @Nullable Object value(String text) {
    try {
      return MAPPER.readValue(text, Object.class);
    } catch (JsonProcessingException noJson) {
      return text;
    }
  }
}
