"""The built wheel in an empty environment, far from the checkout: a new shop opens and sells."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import httpx2

from tests.support.waiting import until

ROOT = Path(__file__).parent.parent


def test_a_shop_opens_from_the_wheel_alone(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    home = tmp_path / "environment"
    venv.create(home)
    pip = [sys.executable, "-m", "pip", "--python", home / "bin" / "python"]
    install = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([*install, "--require-hashes", "-r", ROOT / "constraints.txt"], check=True)
    subprocess.run([*install, "--no-deps", wheel], check=True)

    mogiri, environment = home / "bin" / "mogiri", {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(tmp_path)}
    subprocess.run([mogiri, "new", "shop", "x"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    shop = tmp_path / "x"
    command = [mogiri, "dev", "--port", "0", "--now", "2026-11-22T12:00:00+09:00"]
    with subprocess.Popen(command, cwd=shop, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            doors = shop / ".mogiri" / "dev.json"
            until(lambda: doors.exists() or process.poll() is not None, "the shop to open", 60)
            assert process.poll() is None, "mogiri dev ended"
            url = json.loads(doors.read_text("utf-8"))["site"]
            front = httpx2.get(url)
            assert (front.status_code, "もぎり座" in front.text) == (200, True)
            body = {"lines": [{"item": "coffee10", "quantity": 1}], "name": "山田", "email": "a@example.com"}
            placed = httpx2.post(f"{url}/api/checkout", json=body).json()
            assert httpx2.post(placed["url"], data={"outcome": "paid"}).status_code == 303

            def paid() -> bool:
                return bool(httpx2.get(f"{url}/api/orders/{placed['order']}").json()["status"] == "paid")

            until(paid, "the order to be paid")
        finally:
            process.terminate()
            process.wait(20)
    made = subprocess.run([mogiri, "build"], cwd=shop, env=environment, check=True, capture_output=True, text=True)
    assert "_site" in made.stdout
    assert (shop / "_site" / "catalogue.json").exists()
