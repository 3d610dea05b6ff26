package org.rationale.perception;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How people write units: {@code mmHg} for UCUM's {@code mm[Hg]}. The table is the resource {@code
 * units.tsv}.
 */
final class UnitForms {

  private static final String TABLE = "units.tsv";

  /** By written form, which each unit is of itself. */
  private static final Map<String, String> UNITS = new LinkedHashMap<>();

  private static final Set<String> COMMON;

  static {
    Map<String, String> written = new LinkedHashMap<>();
    try (InputStream in = UnitForms.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException("The resource (%s) is missing.".formatted(TABLE));
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          List<String> cells = List.of(line.split("\t", -1));
          UNITS.put(cells.get(0), cells.get(0));
          for (String form : cells.get(1).split(" \\| ", -1)) {
            if (!form.isEmpty()) {
              written.put(form, cells.get(0));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("The resource (%s) cannot be read.".formatted(TABLE), e);
    }
    COMMON = Set.copyOf(UNITS.keySet());
    written.forEach(UNITS::putIfAbsent);
  }

  private UnitForms() {}

  /** Units of UCUM that need not be looked up. */
  static Set<String> common() {
    return COMMON;
  }

  /** All forms with the unit that each means. */
  static Map<String, String> all() {
    return Map.copyOf(UNITS);
  }

  /** The unit that a form means. */
  static Optional<String> unit(String form) {
    String unit = UNITS.get(form);
    return Optional.ofNullable(unit == null ? UNITS.get(form.toLowerCase(Locale.ROOT)) : unit);
  }

  /** What to do about a unit that is none of UCUM. */
  static String hint(String wrong) {
    return unit(wrong)
        .map("Write (%s), which is how UCUM writes it."::formatted)
        .orElse("Write a unit of UCUM (ucum.org), such as mg/dL, /min, Cel, mm[Hg] or 10*9/L.");
  }
}
