-- @LAST@ + 1 rows: written, indexed, joined, grouped, searched by text and changed.
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, region INTEGER);
CREATE TABLE visit (id INTEGER PRIMARY KEY, place INTEGER, cost REAL, note TEXT);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
    INSERT INTO place SELECT i, 'place ' || (i * 7919 % 1000), i % 20 FROM n;
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @LAST@)
    INSERT INTO visit SELECT i, i * 104729 % 1000, (i * 7919 % 10007) / 7.0, 'note ' || (i * 31 % 5003) FROM n;
COMMIT;
CREATE INDEX visit_place ON visit (place, cost);
SELECT count(*), round(sum(cost), 3) FROM visit;
SELECT region, count(*), round(avg(cost), 3) FROM visit JOIN place ON place.id = visit.place GROUP BY region ORDER BY region LIMIT 5;
SELECT count(*) FROM visit WHERE note LIKE '%99%';
SELECT name, max(cost) FROM place JOIN visit ON visit.place = place.id WHERE region = 3 GROUP BY name ORDER BY 2 DESC, 1 LIMIT 3;
UPDATE visit SET cost = cost + 1 WHERE place % 10 = 0;
DELETE FROM visit WHERE id % 9 = 0;
SELECT count(*), round(sum(cost), 3) FROM visit;
DROP TABLE visit;
DROP TABLE place;
