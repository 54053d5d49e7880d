package twofold.container.background;

/** Whether and when a container that ended is started again, as {@code --restart} says. */
final class RestartPolicy {
    private static final long FIRST_DELAY = 100_000_000;
    private static final long LONGEST_DELAY = 60_000_000_000L;
    private static final long STEADY = 10_000_000_000L;
    private final boolean always;
    private final boolean onFailure;
    private final int most;
    private int count;
    private long delay = FIRST_DELAY;

    private RestartPolicy(boolean always, boolean onFailure, int most) {
        this.always = always;
        this.onFailure = onFailure;
        this.most = most;
    }

    /** Reads {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure[:N]}; null is {@code no}. */
    static RestartPolicy parse(String text) {
        String word = text == null ? "no" : text;
        boolean always = word.equals("always") || word.equals("unless-stopped");
        boolean onFailure = word.startsWith("on-failure");
        int colon = word.indexOf(':');
        return new RestartPolicy(always, onFailure, onFailure && colon > 0 ? Integer.parseInt(word.substring(colon + 1)) : Integer.MAX_VALUE);
    }

    boolean never() {
        return !always && !onFailure;
    }

    /** Whether to start again after an end with this status and a run of that length; counts. */
    boolean again(int status, long ranNanos) {
        boolean wanted = always || onFailure && status != 0 && count < most;
        if (wanted) {
            count++;
            delay = count == 1 || ranNanos >= STEADY ? FIRST_DELAY : Math.min(LONGEST_DELAY, 2 * delay);
        }
        return wanted;
    }

    /** How often it was started again. */
    int count() {
        return count;
    }

    /** Nanoseconds to wait before the next start: twice as long each time, unless it ran for ten seconds. */
    long delay() {
        return delay;
    }
}
