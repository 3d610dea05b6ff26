package org.rationale.rules.drl;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An object written out, as {@code Reading(patient="ex:ann", value=120)}: objects of one class have
 * the same text if and only if all their values are the same, whatever run of the program it is.
 * Plain values, records, types that DRL declares, and lists, sets and maps of these.
 */
final class ObjectText {

  private static final int DEEPEST = 16;

  /** Of an object whose contents cannot be read. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super(null, null, false, false);
    }
  }

  private ObjectText() {}

  /** Empty if the object, or one inside of it, is of a class whose contents cannot be read. */
  static Optional<String> of(Object object) {
    try {
      return Optional.of(write(object, Object.class, DEEPEST));
    } catch (Unreadable unreadable) {
      return Optional.empty();
    }
  }

  private static String write(@Nullable Object value, Class<?> declared, int depth) {
    if (depth == 0) {
      throw new Unreadable();
    }
    return switch (value) {
      case null -> "null";
      case String text -> quoted(text);
      case Character character -> quoted(character.toString());
      case BigDecimal decimal -> decimal.toString();
      case Number number when isPlain(number.getClass()) ->
          // Where any number may stand, 5 is not 5L.
          declared.isPrimitive() || declared == number.getClass()
              ? number.toString()
              : number.getClass().getSimpleName() + " " + number;
      case Boolean truth -> truth.toString();
      case Enum<?> constant -> constant.name();
      case TemporalAccessor time -> time.getClass().getSimpleName() + " " + time;
      case TemporalAmount time -> time.getClass().getSimpleName() + " " + time;
      case List<?> list ->
          list.stream()
              .map(element -> write(element, Object.class, depth - 1))
              .collect(Collectors.joining(", ", "[", "]"));
      case Set<?> set ->
          set.stream()
              .map(element -> write(element, Object.class, depth - 1))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(
                  entry ->
                      write(entry.getKey(), Object.class, depth - 1)
                          + "="
                          + write(entry.getValue(), Object.class, depth - 1))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
      case Record fields -> name(fields) + components(fields, depth);
      default -> {
        if (!CompiledModel.isDeclaredInDrl(value.getClass())) {
          throw new Unreadable();
        }
        yield name(value) + fields(value, depth);
      }
    };
  }

  private static boolean isPlain(Class<?> number) {
    return number.getName().startsWith("java.lang.") || number == java.math.BigInteger.class;
  }

  private static String name(Object object) {
    return object.getClass().getSimpleName();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String components(Record fields, int depth) {
    List<String> written = new ArrayList<>();
    for (RecordComponent component : fields.getClass().getRecordComponents()) {
      try {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        written.add(
            component.getName()
                + "="
                + write(accessor.invoke(fields), component.getType(), depth - 1));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new Unreadable();
      }
    }
    return "(" + String.join(", ", written) + ")";
  }

  /** The fields of a declared type, those that it extends first, as the class file orders them. */
  private static String fields(Object object, int depth) {
    Deque<Class<?>> classes = new ArrayDeque<>();
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      classes.addFirst(type);
    }
    List<String> written = new ArrayList<>();
    for (Class<?> type : classes) {
      if (!CompiledModel.isDeclaredInDrl(type)) {
        throw new Unreadable();
      }
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
          try {
            field.setAccessible(true);
            written.add(
                field.getName() + "=" + write(field.get(object), field.getType(), depth - 1));
          } catch (IllegalAccessException e) {
            throw new Unreadable();
          }
        }
      }
    }
    return "(" + String.join(", ", written) + ")";
  }
}
