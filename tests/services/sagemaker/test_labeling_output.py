"""Input and output of labeling jobs: manifests, categories, workers' responses, and moto's S3."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from pytest_workteam import InvalidSetting, WorkteamBackend
from tests.support import (
    AWS_FUNCTION,
    MANIFEST,
    OIDC_CONFIG,
    functions_are_optional,
    labeling_job,
    linked,
    oidc,
)

TIME = dt.datetime(2018, 10, 18, 22, 18, 13, 527000, tzinfo=dt.timezone.utc)
LABELS = "s3://bucket/labels.json"


@pytest.fixture
def backend(workteam_backend: WorkteamBackend) -> WorkteamBackend:
    workteam_backend.clock = lambda: TIME
    workteam_backend.add_workteam("team")
    return workteam_backend


def labels(backend: WorkteamBackend, *names: str) -> None:
    document = {"document-version": "2018-11-28", "labels": [{"label": name} for name in names]}
    backend.s3_objects[LABELS] = json.dumps(document).encode()


def create(
    backend: WorkteamBackend,
    name: str,
    line: Any,
    task_type: str,
    *,
    attribute: str = "label",
    workers: int = 1,
) -> Any:
    """A job with one data object, and with a label category file if given."""
    categories = {"LabelCategoryConfigS3Uri": LABELS} if LABELS in backend.s3_objects else {}
    task = {
        "NumberOfHumanWorkersPerDataObject": workers,
        "PreHumanTaskLambdaArn": f"{AWS_FUNCTION}:PRE-{task_type}",
    }
    backend.add_labeling_job(
        name,
        objects=[line],
        LabelAttributeName=attribute,
        OutputConfig={"S3OutputPath": "s3://bucket/output"},
        HumanTaskConfig=task,
        **categories,
    )
    return backend.labeling_jobs[name]


class TestDocumentedExamples:
    """The manifest lines of the developer guide, with the fake's time and confidence."""

    def test_image_classification(self, backend: WorkteamBackend) -> None:
        labels(backend, "football", "golf")
        line = {"source-ref": "s3://bucket/image_example.png"}
        job = create(backend, "identify-sport", line, "ImageMultiClass", attribute="sport")
        job.complete("football")

        assert job.output_manifest == [
            {
                "source-ref": "s3://bucket/image_example.png",
                "sport": 0,
                "sport-metadata": {
                    "class-name": "football",
                    "confidence": 0.00,
                    "type": "groundtruth/image-classification",
                    "job-name": "identify-sport",
                    "human-annotated": "yes",
                    "creation-date": "2018-10-18T22:18:13.527000",
                },
            }
        ]

    def test_text_classification_of_several_workers(self, backend: WorkteamBackend) -> None:
        labels(backend, "negative", "positive")
        line = {"source": "The food was delicious"}
        job = create(
            backend, "label-sentiment", line, "TextMultiClass", attribute="mood", workers=5
        )
        answers = iter(["positive", "negative", "positive", "positive", "positive"])
        job.complete(lambda _: next(answers))

        assert job.output_manifest == [
            {
                "source": "The food was delicious",
                "mood": 1,
                "mood-metadata": {
                    "class-name": "positive",
                    "confidence": 0.8,
                    "type": "groundtruth/text-classification",
                    "job-name": "label-sentiment",
                    "human-annotated": "yes",
                    "creation-date": "2018-10-18T22:18:13.527000",
                },
            }
        ]

    def test_several_labels(self, backend: WorkteamBackend) -> None:
        labels(backend, "person", "bicycle", "dog", "clothing")
        line = {"source-ref": "s3://bucket/example_image.jpg"}
        job = create(
            backend, "streets", line, "ImageMultiClassMultiLabel", attribute="seen", workers=2
        )
        answers = iter([["bicycle", "person"], {"labels": ["bicycle", "clothing"]}])
        job.complete(lambda _: next(answers))

        assert job.output_manifest == [
            {
                "source-ref": "s3://bucket/example_image.jpg",
                "seen": [1, 0, 3],
                "seen-metadata": {
                    "job-name": "labeling-job/streets",
                    "class-map": {"1": "bicycle", "0": "person", "3": "clothing"},
                    "human-annotated": "yes",
                    "creation-date": "2018-10-18T22:18:13.527000",
                    "confidence-map": {"1": 1.0, "0": 0.5, "3": 0.5},
                    "type": "groundtruth/image-classification-multilabel",
                },
            }
        ]

    def test_a_category_counts_once_per_worker(self, backend: WorkteamBackend) -> None:
        labels(backend, "car", "bus")
        line = {"source-ref": "s3://bucket/1.jpg"}
        job = create(backend, "job", line, "ImageMultiClassMultiLabel", workers=2)
        for answer in (["car", "car", "bus"], ["car"]):
            backend.tasks[0].submit(answer)

        (labeled,) = job.output_manifest
        assert labeled["label-metadata"]["confidence-map"] == {"0": 1.0, "1": 0.5}

    def test_bounding_boxes(self, backend: WorkteamBackend) -> None:
        labels(backend, "dog", "a", "b", "c", "d", "bone")
        boxes = {
            "image_size": [{"width": 500, "height": 400, "depth": 3}],
            "annotations": [
                {"class_id": 0, "left": 111, "top": 134, "width": 61, "height": 128},
                {"class_id": 5, "left": 161, "top": 250, "width": 30, "height": 30},
                {"class_id": 5, "left": 20, "top": 20, "width": 30, "height": 30},
            ],
        }
        line = {"source-ref": "s3://bucket/example_image.png"}
        job = create(
            backend, "identify-dogs-and-toys", line, "BoundingBox", attribute="bounding-box"
        )
        job.complete(boxes)

        assert job.output_manifest == [
            {
                "source-ref": "s3://bucket/example_image.png",
                "bounding-box": boxes,
                "bounding-box-metadata": {
                    "objects": [{"confidence": 0.0}, {"confidence": 0.0}, {"confidence": 0.0}],
                    "class-map": {"0": "dog", "5": "bone"},
                    "type": "groundtruth/object-detection",
                    "human-annotated": "yes",
                    "creation-date": "2018-10-18T22:18:13.527000",
                    "job-name": "identify-dogs-and-toys",
                },
            }
        ]

    def test_named_entities(self, backend: WorkteamBackend) -> None:
        entities = {
            "annotations": {
                "labels": [{"label": "Date", "shortDisplayName": "dt"}],
                "entities": [{"label": "Date", "startOffset": 75, "endOffset": 88}],
            }
        }
        line = {"source": "Amazon SageMaker is a cloud machine-learning platform."}
        job = create(backend, "ner", line, "NamedEntityRecognition", attribute="spans")
        job.complete(entities)

        assert job.output_manifest == [
            {
                **line,
                "spans": entities,
                "spans-metadata": {
                    "job-name": "labeling-job/ner",
                    "type": "groundtruth/text-span",
                    "creation-date": "2018-10-18T22:18:13.527000",
                    "human-annotated": "yes",
                    "entities": [{"confidence": 0}],
                },
            }
        ]

    def test_verification(self, backend: WorkteamBackend) -> None:
        labels(backend, "good", "bad")
        line = {"source-ref": "s3://bucket/image_example.png", "bounding-box": {}}
        job = create(backend, "verify", line, "VerificationBoundingBox", attribute="verified")
        job.complete("bad")

        (output,) = job.output_manifest
        assert (output["bounding-box"], output["verified"]) == ({}, 1)
        assert output["verified-metadata"]["type"] == "groundtruth/label-verification"

    def test_segmentation_keeps_the_last_answer(self, backend: WorkteamBackend) -> None:
        line = {"source-ref": "s3://bucket/city.png"}
        job = create(
            backend, "city", line, "SemanticSegmentation", attribute="streets-ref", workers=2
        )
        answers = iter(["s3://bucket/mask-1.png", "s3://bucket/mask-2.png"])
        job.complete(lambda _: next(answers))

        (output,) = job.output_manifest
        assert output["streets-ref"] == "s3://bucket/mask-2.png"
        assert output["streets-ref-metadata"]["type"] == "groundtruth/semantic-segmentation"

    @functions_are_optional
    def test_custom_without_consolidation_refers_to_the_responses(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        backend.s3_objects[MANIFEST] = b'{"source": "This train is really late."}'
        parameters = labeling_job()
        del parameters["HumanTaskConfig"]["PreHumanTaskLambdaArn"]
        del parameters["HumanTaskConfig"]["AnnotationConsolidationConfig"]
        workteam_client.create_labeling_job(**parameters)
        backend.labeling_jobs["job"].complete({"late": True})

        (output,) = backend.labeling_jobs["job"].output_manifest
        reference = (
            "s3://bucket/output/job/annotations/worker-response/iteration-1/0/"
            "2018-10-18_22:18:13.json"
        )
        assert output == {
            "source": "This train is really late.",
            "sport": {},
            "sport-metadata": {
                "type": "groundtruth/custom",
                "job-name": "labeling-job/job",
                "human-annotated": "yes",
                "creation-date": "2018-10-18T22:18:13.527000",
                "worker-response-ref": reference,
            },
        }
        (answer,) = json.loads(backend.s3_objects[reference])["answers"]
        assert answer["answerContent"] == {"late": True}


class TestResponses:
    def response(self, backend: WorkteamBackend) -> Any:
        job = create(backend, "job", {"source": "a"}, "TextMultiClass", attribute="mood")
        job.complete("good")
        (body,) = [body for uri, body in backend.s3_objects.items() if "/0/" in uri]
        return json.loads(body)

    def test_response_of_a_cognito_worker(self, backend: WorkteamBackend) -> None:
        (answer,) = self.response(backend)["answers"]

        sub = answer["workerMetadata"]["identityData"].pop("sub")
        assert len(sub) == 36
        assert answer == {
            "acceptanceTime": "2018-10-18T22:18:13.527Z",
            "answerContent": {"crowd-classifier": {"label": "good"}},
            "submissionTime": "2018-10-18T22:18:13.527Z",
            "timeSpentInSeconds": 0.0,
            "workerId": "worker-1",
            "workerMetadata": {
                "identityData": {
                    "identityProviderType": "Cognito",
                    "issuer": ("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Seeded000"),
                }
            },
        }

    def test_response_of_an_oidc_worker(self) -> None:
        with WorkteamBackend() as backend:
            backend.clock = lambda: TIME
            backend.add_workforce(OidcConfig=OIDC_CONFIG)
            backend.add_workteam("team", MemberDefinitions=[oidc()])
            (answer,) = self.response(backend)["answers"]

        identity = answer["workerMetadata"]["identityData"]
        assert identity["identityProviderType"] == "Oidc"
        assert identity["issuer"] == OIDC_CONFIG["Issuer"]


class TestCategories:
    def test_without_a_file_they_are_numbered_in_order_of_answers(
        self, backend: WorkteamBackend
    ) -> None:
        backend.add_labeling_job("job", objects=[{"source": word} for word in "cabac"])
        backend.labeling_jobs["job"].complete(lambda task: task.input["source"])

        lines = backend.labeling_jobs["job"].output_manifest
        assert [line["label"] for line in lines] == [0, 1, 2, 1, 0]

    @pytest.mark.parametrize(
        "body,reason",
        [
            (
                b"not JSON",
                'is invalid. Write {"document-version": "2018-11-28", "labels": [{"label": "…"}]}.',
            ),
            (
                b'\xef\xbb\xbf{"labels": [{"label": "a"}, {"label": "b"}]}',
                "starts with a byte order mark. Write UTF-8 without it.",
            ),
            (
                b'{"labels": ["a"]}',
                'is invalid. Write {"document-version": "2018-11-28", "labels": [{"label": "…"}]}.',
            ),
            (
                b'{"labels": [{"label": "a"}, {"label": "a"}]}',
                "has a label twice. Labels are unique.",
            ),
            (
                b'{"labels": [{"label": "a"}]}',
                "has too few labels: 1; a labeling job of type ImageMultiClass needs 2.",
            ),
        ],
    )
    def test_an_invalid_file(self, backend: WorkteamBackend, body: bytes, reason: str) -> None:
        backend.s3_objects[LABELS] = body
        job = create(backend, "job", {"source": "a"}, "ImageMultiClass")

        assert job["LabelingJobStatus"] == "Failed"
        assert job["FailureReason"] == f"ClientError: The label category file {LABELS} {reason}"

    def test_a_missing_file_fails_the_job(self, backend: WorkteamBackend) -> None:
        backend.add_labeling_job("job", LabelCategoryConfigS3Uri=LABELS)

        assert backend.labeling_jobs["job"]["FailureReason"] == (
            f"ClientError: The label category file {LABELS} could not be read. Put it into "
            "backend.s3_objects, or into the S3 of moto, before the labeling job is created."
        )

    @pytest.mark.parametrize(
        "task_type,fewest",
        [
            ("ImageMultiClass", 2),
            ("TextMultiClassMultiLabel", 2),
            ("BoundingBox", 1),
            ("VideoMultiClass", 1),
            ("VerificationBoundingBox", 1),
        ],
    )
    def test_minimum_number_of_categories(
        self, backend: WorkteamBackend, task_type: str, fewest: int
    ) -> None:
        line = {"source": "a"}
        names = ["cat", "dog"][:fewest]
        labels(backend, *names)
        assert create(backend, "job", line, task_type)["LabelingJobStatus"] == "InProgress"

        labels(backend, *names[1:])
        assert "too few labels" in create(backend, "other", line, task_type)["FailureReason"]


class TestInput:
    def created(self, backend: WorkteamBackend, client: Any, body: bytes | None) -> Any:
        if body is not None:
            backend.s3_objects[MANIFEST] = body
        client.create_labeling_job(**labeling_job())
        return client.describe_labeling_job(LabelingJobName="job")

    @pytest.mark.parametrize(
        "body,reason",
        [
            (
                None,
                "The manifest s3://bucket/input.manifest could not be read. Put it into "
                "backend.s3_objects, or into the S3 of moto, before the labeling job is created.",
            ),
            (
                b" \n\n",
                "The manifest s3://bucket/input.manifest is empty. Write a line with source or "
                "source-ref for each data object.",
            ),
            (b"\xff", "The manifest s3://bucket/input.manifest is not UTF-8."),
            (
                b'\xef\xbb\xbf{"source": "a"}',
                "The manifest s3://bucket/input.manifest starts with a byte order mark. Write "
                "UTF-8 without it.",
            ),
            *(
                (
                    b'{"source": "a", "score": %s}' % constant,
                    "Line 1 of the manifest s3://bucket/input.manifest is not JSON. Write one JSON "
                    "object a line.",
                )
                for constant in (b"NaN", b"Infinity", b"-Infinity")
            ),
            (
                b'{"source": "a"}\n{"source":',
                "Line 2 of the manifest s3://bucket/input.manifest is not JSON. Write one JSON "
                "object a line.",
            ),
            (
                b"[" * 100_000,
                "Line 1 of the manifest s3://bucket/input.manifest is not JSON. Write one JSON "
                "object a line.",
            ),
            (
                b"[]",
                "Line 1 of the manifest s3://bucket/input.manifest is not a JSON object.",
            ),
            (
                b'{"image": "a"}',
                "Line 1 of the manifest s3://bucket/input.manifest must have either source or "
                "source-ref, a string.",
            ),
            (
                b'{"source": "a", "source-ref": "b"}',
                "Line 1 of the manifest s3://bucket/input.manifest must have either source or "
                "source-ref, a string.",
            ),
            (
                b'{"source": "' + b"a" * 100_000 + b'"}',
                "Line 1 of the manifest s3://bucket/input.manifest has 100014 characters; the "
                "maximum is 100000.",
            ),
            (
                b'{"source": "a"}\n' * 100_001,
                "The manifest s3://bucket/input.manifest has 100001 data objects; a labeling job "
                "of type ImageMultiClass can have 100000. Split it.",
            ),
        ],
    )
    def test_an_invalid_manifest_fails_the_job(
        self, backend: WorkteamBackend, workteam_client: Any, body: bytes | None, reason: str
    ) -> None:
        described = self.created(backend, workteam_client, body)

        assert described["LabelingJobStatus"] == "Failed"
        assert described["FailureReason"] == f"ClientError: {reason}"
        assert not backend.tasks

    def test_segmentation_takes_fewer_objects(self, backend: WorkteamBackend) -> None:
        task = {"PreHumanTaskLambdaArn": f"{AWS_FUNCTION}:PRE-SemanticSegmentation"}
        backend.add_labeling_job(
            "job",
            objects=[{"source-ref": "s3://b/1"}] * 20_001,
            LabelAttributeName="label-ref",
            HumanTaskConfig=task,
        )

        assert "can have 20000." in backend.labeling_jobs["job"]["FailureReason"]

    def test_sources_and_line_breaks(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        body = '{"source": "a\u2028b", "x": 1}\r\n\r\n{"source-ref": "s3://b/1"}\r\n'
        self.created(backend, workteam_client, body.encode())

        assert [task.input for task in backend.tasks] == [
            {"source": "a\u2028b", "x": 1},
            {"source-ref": "s3://b/1"},
        ]

    def test_a_chained_job_labels_only_unlabeled_objects(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        lines = [{"source": "a", "sport": 1, "sport-metadata": {}}, {"source": "b", "mood": 2}]
        body = "\n".join(map(json.dumps, lines)).encode()
        described = self.created(backend, workteam_client, body)

        assert described["LabelCounters"]["Unlabeled"] == 1
        assert [task.input for task in backend.tasks] == [lines[1]]
        backend.labeling_jobs["job"].complete("golf")
        first, second = backend.labeling_jobs["job"].output_manifest
        assert first == lines[0]
        assert (second["mood"], second["sport"]) == (2, 0)

    def test_a_job_without_unlabeled_objects_completes(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        described = self.created(backend, workteam_client, b'{"source": "a", "sport": 1}')

        assert described["LabelingJobStatus"] == "Completed"
        uri = described["LabelingJobOutput"]["OutputDatasetS3Uri"]
        assert json.loads(backend.s3_objects[uri]) == {"source": "a", "sport": 1}


class TestS3Objects:
    def test_the_output_is_written_when_the_job_ends(self, backend: WorkteamBackend) -> None:
        job = create(backend, "job", {"source": "a"}, "TextMultiClass", attribute="mood")
        uri = "s3://bucket/output/job/manifests/output/output.manifest"
        assert uri not in backend.s3_objects

        job.complete("good")

        assert [json.loads(line) for line in backend.s3_objects[uri].splitlines()] == list(
            job.output_manifest
        )

    @pytest.mark.parametrize("uri", ["bucket/key", "s3://bucket", "s3:///key", 1])
    def test_names_are_uris(self, backend: WorkteamBackend, uri: Any) -> None:
        with pytest.raises(InvalidSetting) as caught:
            backend.s3_objects[uri] = b""
        assert str(caught.value) == linked(
            f"s3_objects got the key {uri!r}; name an object by its URI, such as 's3://bucket/key'",
            "invalid-setting",
        )

    def test_values_are_bytes(self, backend: WorkteamBackend) -> None:
        with pytest.raises(InvalidSetting) as caught:
            backend.s3_objects["s3://bucket/key"] = "text"  # type: ignore[assignment]
        assert str(caught.value) == linked(
            "s3_objects got a str for s3://bucket/key; give the object's bytes, such as "
            "text.encode()",
            "invalid-setting",
        )

    def test_an_update_in_place_is_checked(self, backend: WorkteamBackend) -> None:
        objects = backend.s3_objects
        backend.s3_objects |= {"s3://bucket/key": b"text"}
        assert (backend.s3_objects is objects, dict(objects)) == (
            True,
            {"s3://bucket/key": b"text"},
        )
        with pytest.raises(InvalidSetting, match="got a str for s3://bucket/key"):
            backend.s3_objects |= {"s3://bucket/key": "text"}  # type: ignore[dict-item]
        assert objects == {"s3://bucket/key": b"text"}

    def test_the_mapping_cannot_be_replaced(self, backend: WorkteamBackend) -> None:
        with pytest.raises(InvalidSetting, match="s3_objects is fixed"):
            backend.s3_objects = {}  # type: ignore[assignment]

    def test_a_rollback_restores_them(self, backend: WorkteamBackend) -> None:
        objects = backend.s3_objects
        objects["s3://bucket/kept"] = b"kept"
        snapshot = backend.snapshot()
        job = create(backend, "job", {"source": "a"}, "TextMultiClass")
        job.complete("good")
        objects["s3://bucket/kept"] = b"changed"

        for _ in range(2):
            backend.rollback(snapshot)
            assert dict(objects) == {"s3://bucket/kept": b"kept"}
            assert backend.s3_objects is objects
            objects["s3://bucket/new"] = b""

    def test_seeded_buckets_are_separate(self, backend: WorkteamBackend) -> None:
        elsewhere = [backend.at(region="eu-west-1"), backend.at(account_id="210987654321")]
        texts = ["One.", "Two.", "Three."]
        views = [backend, *elsewhere]
        for view, text in zip(views, texts, strict=True):
            view.add_labeling_job("job", objects=[{"source": text}])
            view.labeling_jobs["job"].complete("good")

        for view, text in zip(views, texts, strict=True):
            uri = view.labeling_jobs["job"]["LabelingJobOutput"]["OutputDatasetS3Uri"]
            assert json.loads(backend.s3_objects[uri])["source"] == text

    def test_a_reset_removes_them(self, backend: WorkteamBackend) -> None:
        backend.s3_objects["s3://bucket/key"] = b""
        backend.reset()

        assert not backend.s3_objects
