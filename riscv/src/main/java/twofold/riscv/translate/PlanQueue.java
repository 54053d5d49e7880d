package twofold.riscv.translate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import twofold.riscv.hart.RegionPlan;

/** Plans that wait for the translator. The one whose code runs most goes first, for on a busy machine the others may wait long. */
final class PlanQueue {
    private static final int ROOM = 256;

    private final List<RegionPlan> plans = new ArrayList<>();

    /** Adds a plan, if there is room. */
    synchronized boolean offer(RegionPlan plan) {
        if (plans.size() == ROOM) {
            return false;
        }
        plans.add(plan);
        notifyAll();
        return true;
    }

    /** Waits for a plan. */
    synchronized RegionPlan take() throws InterruptedException {
        RegionPlan plan = hottest();
        while (plan == null) {
            wait();
            plan = hottest();
        }
        return plan;
    }

    private RegionPlan hottest() {
        for (Iterator<RegionPlan> all = plans.iterator(); all.hasNext();) {
            RegionPlan each = all.next();
            if (each.isOutdated()) {
                each.settle();
                all.remove();
            }
        }
        RegionPlan hottest = null;
        for (RegionPlan each : plans) {
            hottest = hottest == null || each.heat() > hottest.heat() ? each : hottest;
        }
        plans.remove(hottest);
        return hottest;
    }
}
